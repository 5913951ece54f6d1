import type { EChartsCoreOption } from 'echarts/core';
import type { MinuteValue, StatisticsMark } from '../../src/contracts/index.js';
import { curvePoints } from './attendance-curve.js';

/** A mark with the sign under which the list below the picture explains it. */
export interface ChartMark {
  sign: string;
  word: string;
}

interface Drawn {
  curve: readonly MinuteValue[];
  marks: readonly (StatisticsMark & ChartMark)[];
  words: { present: string; watching: string; time: (at: number) => string };
  /** Value of a colour or face of the house. */
  token: (name: string) => string;
  /** Pixels of 1 rem: large type enlarges the picture's words, too. */
  rem: number;
}

const COLOURS: Record<StatisticsMark['kind'], string> = {
  on_air: '--live',
  cut: '--live',
  agenda: '--action',
  paused: '--ink-3',
  ended: '--ink-3',
  cut_lifted: '--ink-3',
};

function markLine({ marks, token, rem }: Drawn) {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    data: marks.map(({ at, kind, sign }) => ({
      xAxis: Date.parse(at),
      lineStyle: { color: token(COLOURS[kind]), type: 'dashed', width: 1 },
      label: {
        formatter: sign,
        color: token('--surface'),
        backgroundColor: token(COLOURS[kind]),
        borderRadius: rem / 2,
        padding: [2, 5],
        fontSize: rem * 0.75,
      },
    })),
  };
}

function series(drawn: Drawn) {
  const { curve, words, token } = drawn;
  const line = { type: 'line', showSymbol: curve.length === 1, symbolSize: 6, connectNulls: false, animation: false };
  return [
    {
      ...line,
      name: words.present,
      data: curvePoints(curve, 'present'),
      color: token('--primary'),
      lineStyle: { width: 2 },
      areaStyle: { opacity: 0.12 },
      markLine: markLine(drawn),
    },
    {
      ...line,
      name: words.watching,
      data: curvePoints(curve, 'watching'),
      color: token('--action'),
      lineStyle: { width: 2, type: 'dotted' },
    },
  ];
}

/** What the chart library is told. No animation: a curve that is drawn anew every 15 seconds stands still. */
export function curveOption(drawn: Drawn): EChartsCoreOption {
  const { words, token, rem } = drawn;
  const text = { color: token('--ink-2'), fontFamily: token('--font'), fontSize: rem * 0.8125 };
  return {
    animation: false,
    useUTC: true,
    textStyle: { fontFamily: token('--font') },
    grid: { left: 4, right: 12, top: rem * 3.25, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    legend: { top: 0, left: 0, textStyle: text, itemGap: rem, selectedMode: false },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: token('--line'),
      textStyle: { ...text, color: token('--ink') },
      axisPointer: { label: { formatter: ({ value }: { value: number }) => words.time(value) } },
      formatter: (points: { seriesName: string; value: [number, number | null] }[]) =>
        [
          points[0] ? words.time(points[0].value[0]) : '',
          ...points.map(({ seriesName, value }) => `${seriesName} ${value[1] ?? '–'}`),
        ].join('\n'),
    },
    xAxis: {
      type: 'time',
      axisLabel: { ...text, hideOverlap: true, formatter: (at: number) => words.time(at) },
      axisLine: { lineStyle: { color: token('--line') } },
      minInterval: 60_000,
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: text,
      splitLine: { lineStyle: { color: token('--line') } },
    },
    series: series(drawn),
  };
}
