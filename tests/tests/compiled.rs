//! What is emitted for the small documents is Rust that compiles, all in one crate.

mod emitted;

use tests::compile_all;

#[test]
fn what_is_emitted_for_small_documents_compiles() {
    emitted::compile(&compile_all("documents"));
}
