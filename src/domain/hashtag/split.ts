/** The tags that one delivered tag holds: Bluesky allows `keep4o#keep41`, which is two. Empty parts are left out. */
export function splitTag(delivered: string): string[] {
  return /[#＃]/.test(delivered)
    ? delivered.split(/[#＃]/).filter((part) => part !== '')
    : delivered === ''
      ? []
      : [delivered];
}
