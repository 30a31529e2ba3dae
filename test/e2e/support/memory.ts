import { readFileSync, readdirSync } from 'node:fs';

const pageBytes = 4096;

/** Resident bytes of all processes of a process group; 0 where there is no /proc. */
export function memoryOfGroup(group: number): number {
  let bytes = 0;
  for (const process of processes()) if (process.group === group) bytes += process.residentBytes;
  return bytes;
}

interface ProcessStat {
  readonly group: number;
  readonly residentBytes: number;
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
      // proc(5): after the command in parentheses come state, ppid, pgrp, …; rss in pages is field 24.
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      yield { group: Number(fields[2]), residentBytes: Number(fields[21]) * pageBytes };
    } catch {
      // It ended between the listing and the reading.
    }
  }
}
