import { stringify } from 'yaml';

/** `.github/dependabot.yml`: new versions arrive by pull request, like everything else. */
export function dependabotText(): string {
  const weekly = { interval: 'weekly' };
  const cooldown = { 'default-days': 7 };
  return stringify(
    {
      version: 2,
      updates: [
        { 'package-ecosystem': 'npm', directory: '/', schedule: weekly, cooldown },
        { 'package-ecosystem': 'github-actions', directory: '/', schedule: weekly, cooldown },
      ],
    },
    { aliasDuplicateObjects: false },
  );
}
