-- Lets no call through for a period, in microseconds. A freeze that lasts longer stays.
local state = KEYS[4]
local period = tonumber(ARGV[1])

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

if now + period > tonumber(redis.call('HGET', state, 'frozen') or 0) then
  redis.call('HSET', state, 'frozen', now + period)
  local millis = math.ceil(period / 1000) + 1000
  if redis.call('PTTL', state) < millis then
    redis.call('PEXPIRE', state, millis)
  end
end
return 0
