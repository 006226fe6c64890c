-- How many calls take a place in the budget, how many wait, and for how many microseconds the route is still frozen.
local calls, beats, state = KEYS[1], KEYS[3], KEYS[4]
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local function rest_of(field)
  return math.max(0, tonumber(redis.call('HGET', state, field) or 0) - now)
end

local used = redis.call('ZCOUNT', calls, '(' .. string.format('%.0f', now - window), '+inf')
if rest_of('hold') > 0 then
  used = limit
end
local waiting = redis.call('ZCOUNT', beats, '(' .. string.format('%.0f', now), '+inf')
return {used, waiting, rest_of('frozen')}
