/**
 * By how much to move each of some positions so that neighbours are at least `gap` apart: those that crowd make a block about
 * their mean, as little as it takes.
 */
export function spread(positions: readonly number[], gap: number): number[] {
  const order = [...positions.keys()].sort((a, b) => (positions[a] as number) - (positions[b] as number));
  const blocks: { members: number[]; start: number }[] = [];
  const startOf = (members: readonly number[]) =>
    members.reduce((sum, at, i) => sum + (positions[at] as number) - gap * i, 0) / members.length;
  for (const at of order) {
    let block = { members: [at], start: positions[at] as number };
    for (
      let last = blocks.at(-1);
      last && last.start + gap * last.members.length > block.start;
      last = blocks.at(-1)
    ) {
      blocks.pop();
      const members = [...last.members, ...block.members];
      block = { members, start: startOf(members) };
    }
    blocks.push(block);
  }
  const shifts = new Array<number>(positions.length).fill(0);
  for (const { members, start } of blocks) {
    for (const [i, at] of members.entries()) shifts[at] = start + gap * i - (positions[at] as number);
  }
  return shifts;
}
