import { useI18n } from 'vue-i18n';

/** Sessions belong to Hunan's calendar: a day is a day there, whatever the reader's device says. */
export const ZONE = 'Asia/Shanghai';

export const dayKey = (time: number | string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(time),
  );

/** Whether the reader's own clock shows another time than the one written. */
export const readsAbroad = () => new Date().getTimezoneOffset() !== -480;

/** 1:02:03 or 2:03, as players write it. */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** Dates, counts and lengths in the reader's form. */
export function useFormat() {
  const { t, locale } = useI18n();

  const date = (time: string | number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale.value, { timeZone: ZONE, ...options }).format(new Date(time));

  const time = (at: string) => date(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

  const day = (at: string | number) => date(at, { month: 'long', day: 'numeric', weekday: 'short' });

  /** 今天 / 明天, else the date. */
  function relativeDay(at: string | number, now: number): string {
    const key = dayKey(at);
    if (key === dayKey(now)) return t('time.today');
    if (key === dayKey(now + 86_400_000)) return t('time.tomorrow');
    return day(at);
  }

  /** 11月23日周一 14:00–16:00（北京时间） */
  function span(start: string, end: string): string {
    const last = dayKey(start) === dayKey(end) ? time(end) : `${day(end)} ${time(end)}`;
    const text = `${day(start)} ${t('time.range', { start: time(start), end: last })}`;
    if (!readsAbroad()) return text;
    return locale.value === 'en' ? `${text} (${t('time.beijing')})` : `${text}（${t('time.beijing')}）`;
  }

  /** 1.2万 in Chinese, 12.3K in English. */
  function count(value: number): string {
    if (locale.value === 'en') {
      return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
    }
    if (value < 10_000) return String(value);
    return t('count.wan', { n: (Math.floor(value / 1000) / 10).toFixed(1).replace(/\.0$/, '') });
  }

  function length(seconds: number): string {
    const minutes = Math.max(1, Math.round(seconds / 60));
    const [h, m] = [Math.floor(minutes / 60), minutes % 60];
    if (h === 0) return t('time.minutesOnly', { n: m });
    return m === 0 ? t('time.hoursOnly', { h }) : t('time.hoursMinutes', { h, m });
  }

  return { date, time, day, relativeDay, span, count, length };
}
