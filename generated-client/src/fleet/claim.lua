-- Takes a right for a time in milliseconds, unless someone else has it.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  return 1
end
-- The response to an earlier attempt was lost on the way.
return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0
