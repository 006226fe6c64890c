-- Ends a freeze.
redis.call('HDEL', KEYS[4], 'frozen')
return 0
