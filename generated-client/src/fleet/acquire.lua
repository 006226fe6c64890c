-- Asks for a place in the budget of one user on one route, in one step that no other command can come between.
--
-- All times are microseconds of the server's clock.
-- calls: who holds a place, by when the call ended, or by when it ends at the latest. A place is free again a window
--        after that.
-- queue: who waits, by when they came. beats: the same, by when they are passed over unless they ask again. Who does so
--        later has its old place in the queue.
-- state: `epoch` tells whether the server still has its memory, `hold` until when nobody gets a place because it lost
--        it, `frozen` until when the service refuses all calls.
local calls, queue, beats, state = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, known_epoch = ARGV[1], ARGV[2]
-- When the caller came, or 0 if the server has not said it yet; then, how long ago it came.
local joined, age = tonumber(ARGV[3]), tonumber(ARGV[4])
-- How many calls a window may have, or 0 without a limit.
local limit, window, lease = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
-- After which time a waiter asks again at the latest, and how much later it is passed over.
local poll, grace = tonumber(ARGV[8]), tonumber(ARGV[9])
-- How long the caller would wait for a place, and for the end of a lock-out; negative for as long as it takes.
local patience, lock_patience = tonumber(ARGV[10]), tonumber(ARGV[11])
-- For how long the caller knows the route to be frozen.
local known_frozen = tonumber(ARGV[12])

local GRANTED, WAIT, BUSY, LOCKED = 0, 1, 2, 3

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
if joined == 0 then
  joined = now - age
end

-- Keys that nobody needs any more go away by themselves.
local function keep(key, time)
  local millis = math.ceil(time / 1000) + 1000
  if redis.call('PTTL', key) < millis then
    redis.call('PEXPIRE', key, millis)
  end
end

local function leave(waiter)
  redis.call('ZREM', queue, waiter)
  redis.call('ZREM', beats, waiter)
end

local function time_of(field)
  return tonumber(redis.call('HGET', state, field) or 0)
end

-- The calls that a server forgot may still count for the service. Whoever remembers it makes all wait until they do not.
local function epoch()
  redis.call('HSETNX', state, 'epoch', id)
  local epoch = redis.call('HGET', state, 'epoch')
  if known_epoch ~= '' and known_epoch ~= epoch then
    redis.call('HSETNX', state, 'hold', now + math.max(window, lease))
    if now + known_frozen > math.max(now, time_of('frozen')) then
      redis.call('HSET', state, 'frozen', now + known_frozen)
      keep(state, known_frozen)
    end
  end
  keep(state, 2 * (window + lease))
  return epoch
end

-- There are `free` places, for whom those who came before are expected to ask: how long until one of them is passed over.
local function wait_for_others(free)
  local soonest = now + poll + grace
  for _, waiter in ipairs(redis.call('ZRANGE', queue, 0, free - 1)) do
    soonest = math.min(soonest, tonumber(redis.call('ZSCORE', beats, waiter) or now))
  end
  return math.max(1, soonest - now)
end

-- How long it takes until there is a place for the caller too, at least: a call that is under way may end just now.
local function wait_for_place()
  redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
  local used = redis.call('ZCARD', calls)
  local before = redis.call('ZRANK', queue, id) or redis.call('ZCOUNT', queue, '-inf', joined)
  -- So many places have to become free before: each is left by a call of the last window, or by one that takes a free
  -- place now, and all of them again a window later.
  local leaving = used + before - limit
  local hold = time_of('hold') - now
  if leaving < 0 then
    return math.max(0, hold)
  end
  if used < limit and hold <= 0 then
    return wait_for_others(limit - used)
  end
  local round, rounds = math.max(used, limit), 0
  if leaving >= round then
    rounds = math.floor((leaving - round) / limit) + 1
    leaving = round - limit + (leaving - round) % limit
  end
  local ended = redis.call('ZRANGE', calls, leaving, leaving, 'WITHSCORES')[2]
  local wait = math.min(tonumber(ended or now), now) + (rounds + 1) * window - now
  return math.max(wait, hold)
end

local current_epoch = limit > 0 and epoch() or ''

-- The response to an earlier attempt was lost on the way.
if redis.call('ZSCORE', calls, id) then
  return {GRANTED, 0, joined, current_epoch}
end

for _, silent in ipairs(redis.call('ZRANGEBYSCORE', beats, '-inf', now)) do
  leave(silent)
end

local wait, is_frozen = time_of('frozen') - now, true
if wait <= 0 then
  wait, is_frozen = limit > 0 and wait_for_place() or 0, false
end

if wait == 0 then
  leave(id)
  if limit > 0 then
    redis.call('ZADD', calls, now + lease, id)
    keep(calls, window + lease)
  end
  return {GRANTED, 0, joined, current_epoch}
end

if is_frozen then
  patience = lock_patience
end
if patience >= 0 and wait > patience then
  leave(id)
  return {is_frozen and LOCKED or BUSY, wait, joined, current_epoch}
end

local beat = math.min(wait, poll) + grace
redis.call('ZADD', queue, joined, id)
redis.call('ZADD', beats, now + beat, id)
keep(queue, beat)
keep(beats, beat)
return {WAIT, wait, joined, current_epoch}
