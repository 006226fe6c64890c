-- How many milliseconds a hold still lasts; negative if there is none.
return redis.call('PTTL', KEYS[1])
