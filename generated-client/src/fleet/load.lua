-- A token, and how many milliseconds it lives.
return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}
