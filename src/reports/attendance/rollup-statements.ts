/** How long after its end a session's figures follow what is learnt of its people; afterwards they stay what they are. */
export const OPEN_DAYS = 30;

/** Until when the figures of a session `s` follow what is learnt of its people; null while it has no end. */
export const CLOSES_AT = `s.ended_at + interval '${OPEN_DAYS} days'`;

/**
 * Who a person was known to be at a moment. Expects their own link as `l` (LEFT JOIN person_link): most have none, and
 * asking the function for each of 100,000 takes longer than all the rest.
 */
export const rootBefore = (person: string, moment: string): string =>
  `CASE WHEN l.person_id IS NULL THEN ${person} ELSE root_person_before(${person}, ${moment}) END`;

/** Watching for less is no view (观看人次); a return after so long is another one. */
const LEAST_VIEW = `interval '10 seconds'`;
const VIEW_GAP = `interval '30 minutes'`;

/**
 * `$1` session, `$2` now. `air`: when it was on air, and the time after its end; `standing`: the corrections that nobody
 * has withdrawn; `root`: who each browser's person is (a link that was made after the figures were closed joins nobody);
 * `seen_or_told`: the intervals, and with them the times that corrections add, as far as something was on air.
 */
const SESSION = `
  air AS MATERIALIZED (
    SELECT s.event_id, coalesce(s.ended_at, 'infinity') AS ended_at, ${CLOSES_AT} AS closes_at,
           coalesce((SELECT range_agg(tstzrange(w.started_at, coalesce(w.ended_at, greatest($2::timestamptz, w.started_at))))
                     FROM on_air_window w WHERE w.session_id = s.id), '{}') AS live,
           CASE WHEN s.ended_at IS NULL THEN '{}' ELSE tstzmultirange(tstzrange(s.ended_at, NULL)) END AS after_end
    FROM session s WHERE s.id = $1
  ), standing AS MATERIALIZED (
    SELECT * FROM standing_correction WHERE session_id = $1
  ), root AS MATERIALIZED (
    SELECT p.person_id,
           ${rootBefore('p.person_id', 'a.closes_at')} AS root
    FROM (SELECT person_id FROM attendance_interval WHERE session_id = $1
          UNION SELECT person_id FROM standing) p
    CROSS JOIN air a LEFT JOIN person_link l USING (person_id)
  ), seen_or_told AS (
    SELECT person_id, kind, way, device, channel, exclusion, started_at, ended_at
    FROM attendance_interval WHERE session_id = $1
    UNION ALL
    SELECT c.person_id, watched, NULL, NULL, NULL, NULL, lower(span), upper(span)
    FROM standing c CROSS JOIN air CROSS JOIN unnest(ARRAY['stay', 'watch']) AS watched
    CROSS JOIN unnest(air.live * tstzmultirange(tstzrange(c.started_at, c.ended_at))) AS span
    WHERE c.kind = 'watched'
  )`;

/**
 * One row for each person: the union of their intervals (two tabs count once), clipped to the time on air; what lies
 * after the session's end is the replay. What they watched by, on what and as whom is that of the session; of its replay only for those who did
 * not see it live. County and enterprise are those of the registration, else of the profile.
 */
export const RECOMPUTE_PERSONS = `
  WITH ${SESSION}, told AS (
    SELECT i.*, r.root, i.started_at < a.ended_at AS is_live
    FROM seen_or_told i JOIN root r USING (person_id) CROSS JOIN air a
  ), seen AS (
    SELECT root,
           CASE WHEN bool_or(is_live) THEN max(exclusion) FILTER (WHERE is_live) ELSE max(exclusion) END AS exclusion,
           coalesce(range_agg(tstzrange(started_at, ended_at)) FILTER (WHERE kind = 'stay'), '{}') AS stay,
           coalesce(range_agg(tstzrange(started_at, ended_at)) FILTER (WHERE kind = 'watch'), '{}') AS watch,
           coalesce(array_agg(DISTINCT way) FILTER (WHERE kind = 'watch' AND way IS NOT NULL AND is_live),
                    array_agg(DISTINCT way) FILTER (WHERE kind = 'watch' AND way IS NOT NULL), '{}') AS ways,
           coalesce(array_agg(DISTINCT device) FILTER (WHERE device IS NOT NULL AND is_live),
                    array_agg(DISTINCT device) FILTER (WHERE device IS NOT NULL), '{}') AS devices,
           (array_agg(channel ORDER BY started_at) FILTER (WHERE channel IS NOT NULL))[1] AS channel
    FROM told GROUP BY root
  ), corrected AS (
    -- The last word counts.
    SELECT r.root, (array_agg(c.kind ORDER BY c.made_at DESC, c.id DESC) FILTER (WHERE c.kind <> 'watched'))[1] AS verdict
    FROM standing c JOIN root r USING (person_id) GROUP BY r.root
  ), clipped AS (
    SELECT s.root, s.ways, s.devices, s.channel, d.root IS NOT NULL AS is_corrected,
           CASE d.verdict WHEN 'count' THEN NULL WHEN 'exclude' THEN coalesce(s.exclusion, 'manual') ELSE s.exclusion END
             AS exclusion, s.stay * a.live AS stayed, s.watch * a.live AS watched, s.watch * a.after_end AS replayed,
           a.event_id, a.closes_at
    FROM seen s CROSS JOIN air a LEFT JOIN corrected d USING (root)
  ), known AS (
    SELECT DISTINCT ON (root)
           ${rootBefore('g.person_id', 'a.closes_at')} AS root,
           g.county_id, g.enterprise_id, g.enterprise_name
    FROM registration g JOIN air a ON a.event_id = g.event_id LEFT JOIN person_link l ON l.person_id = g.person_id
    WHERE g.state = 'registered'
    ORDER BY root, g.registered_at DESC
  )
  INSERT INTO attendance_person AS p
    (session_id, person_id, exclusion, first_at, last_at, stay_seconds, watch_seconds, replay_seconds, views,
     replay_views, ways, devices, channel, county_id, enterprise_id, enterprise_name,
     is_corrected)
  SELECT $1, c.root, c.exclusion, lower(c.stayed), upper(c.stayed), seconds_of(c.stayed), seconds_of(c.watched),
         seconds_of(c.replayed), times_of(c.watched, ${VIEW_GAP}, ${LEAST_VIEW}),
         times_of(c.replayed, ${VIEW_GAP}, ${LEAST_VIEW}), c.ways, c.devices, c.channel,
         coalesce(k.county_id, f.county_id), coalesce(k.enterprise_id, f.enterprise_id),
         coalesce(nullif(k.enterprise_name, ''), f.enterprise_name, ''), c.is_corrected
  FROM clipped c LEFT JOIN known k USING (root) LEFT JOIN person_profile f ON f.person_id = c.root
  ON CONFLICT (session_id, person_id) DO UPDATE SET
    exclusion = excluded.exclusion, first_at = excluded.first_at, last_at = excluded.last_at,
    stay_seconds = excluded.stay_seconds, watch_seconds = excluded.watch_seconds,
    replay_seconds = excluded.replay_seconds, views = excluded.views, replay_views = excluded.replay_views,
    ways = excluded.ways, devices = excluded.devices, channel = excluded.channel, is_corrected = excluded.is_corrected,
    (county_id, enterprise_id, enterprise_name) = (
      SELECT CASE WHEN o.closed THEN p.county_id ELSE excluded.county_id END,
             CASE WHEN o.closed THEN p.enterprise_id ELSE excluded.enterprise_id END,
             CASE WHEN o.closed THEN p.enterprise_name ELSE excluded.enterprise_name END
      FROM (SELECT $2::timestamptz > ${CLOSES_AT} AS closed FROM session s WHERE s.id = $1) o)`;

/** Rows of persons who have turned out to be somebody else. */
export const DROP_JOINED_PERSONS = `
  WITH ${SESSION}
  DELETE FROM attendance_person p USING root r WHERE p.session_id = $1 AND p.person_id = r.person_id AND r.root <> r.person_id`;

/** `$3`: from this minute on, null for all. Minutes on air without anybody are zeros. */
export const RECOMPUTE_MINUTES = `
  WITH ${SESSION}, minute AS (
    SELECT DISTINCT generate_series(date_trunc('minute', lower(w)), upper(w) - interval '1 microsecond', interval '1 minute') AS at
    FROM air a, unnest(a.live) AS w
  ), here AS (
    SELECT r.root, i.kind, generate_series(
             date_trunc('minute', greatest(i.started_at, lower(a.live), $3::timestamptz)),
             least(i.ended_at, upper(a.live)), interval '1 minute') AS at
    FROM seen_or_told i JOIN root r USING (person_id)
    JOIN attendance_person p ON p.session_id = $1 AND p.person_id = r.root AND p.exclusion IS NULL
    CROSS JOIN air a
    WHERE i.ended_at >= coalesce($3, '-infinity'::timestamptz)
      AND i.started_at <= upper(a.live)
  )
  INSERT INTO attendance_minute AS m (session_id, minute, present, watching)
  SELECT $1, minute.at, count(DISTINCT here.root) FILTER (WHERE here.kind = 'stay'),
         count(DISTINCT here.root) FILTER (WHERE here.kind = 'watch')
  FROM minute LEFT JOIN here USING (at) WHERE minute.at >= coalesce($3, '-infinity'::timestamptz)
  GROUP BY minute.at
  ON CONFLICT (session_id, minute) DO UPDATE SET present = excluded.present, watching = excluded.watching
    WHERE (m.present, m.watching) <> (excluded.present, excluded.watching)`;
