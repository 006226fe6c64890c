//! A typed client for Zoho Cliq.
