import { readFileSync, readdirSync } from 'node:fs';

const pageBytes = 4096;
const ticksPerSecond = 100;

/** What the processes of a group take of the machine. */
export interface Usage {
  readonly residentBytes: number;
  /** Since they started, on all processors. */
  readonly processorSeconds: number;
}

/** Of all processes of a process group; 0 where there is no /proc. */
export function usageOfGroup(group: number): Usage {
  const members = [...processes()].filter((process) => process.group === group);
  return {
    residentBytes: members.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    processorSeconds: members.reduce((sum, { processorSeconds }) => sum + processorSeconds, 0),
  };
}

interface ProcessStat extends Usage {
  readonly group: number;
}

function* processes(): Generator<ProcessStat> {
  let entries: readonly string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return;
  }
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // proc(5): after the command in parentheses come state, ppid, pgrp, …; utime and stime in ticks are fields 14 and
      // 15, rss in pages is field 24.
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      yield {
        group: Number(fields[2]),
        residentBytes: Number(fields[21]) * pageBytes,
        processorSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      };
    } catch {
      // It ended between the listing and the reading.
    }
  }
}
