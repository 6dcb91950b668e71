import { Panel, Stat, Stats } from '../../ui/panel.js';
import { here } from './state.js';

/** What runs the race, and what of it the library uses. */
export function MachinePanel() {
  const { threads, engine, relaxed, simd, isolated } = here;
  return (
    <Panel title="This machine">
      <Stats>
        <Stat label="Threads at a time" value={threads} />
        <Stat label="Engine" value={engine} />
        <Stat label="Build that runs" value={simd ? (relaxed ? 'relaxed SIMD' : 'base SIMD') : 'none'} />
        <Stat label="Shared memory" value={isolated ? 'yes' : 'no'} />
      </Stats>
      <p class="remark">
        {threads === 1 && 'One thread is all this machine has, so nobody races on several. '}
        {relaxed
          ? 'Relaxed SIMD multiplies and adds in one instruction. '
          : 'This engine has no relaxed SIMD: multiplications and additions are instructions of their own. '}
        {isolated
          ? 'The page is cross-origin isolated, so threads may share memory; '
          : 'The page is not cross-origin isolated, so threads share no memory; they need none: '}
        each holds its own share of the rows, and only parameters and sums travel.
      </p>
    </Panel>
  );
}
