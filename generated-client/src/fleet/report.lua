-- Ends calls, and waits: each `id` with how many microseconds ago its call ended, or -1 if nothing was sent.
--
-- A call that counts gets its place even if the server does not know it any more.
local calls, queue, beats = KEYS[1], KEYS[2], KEYS[3]
local window = tonumber(ARGV[1])

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

for i = 2, #ARGV, 2 do
  local id, age = ARGV[i], tonumber(ARGV[i + 1])
  redis.call('ZREM', queue, id)
  redis.call('ZREM', beats, id)
  if age >= 0 then
    redis.call('ZADD', calls, now - age, id)
  else
    redis.call('ZREM', calls, id)
  end
end

local millis = math.ceil(window / 1000) + 1000
if redis.call('PTTL', calls) < millis then
  redis.call('PEXPIRE', calls, millis)
end
return 0
