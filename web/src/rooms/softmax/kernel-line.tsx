import { computed, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { createObjective } from 'softmax-wasm';
import { type Answer, answer } from './kernel.js';
import { share } from './numbers.js';
import { scores, truth } from './state.js';

const library = signal<{ createObjective: typeof createObjective } | null>(null);

const said = computed<Answer | Error | null>(() => {
  if (!library.value) return null;
  try {
    return answer(library.value.createObjective, scores.value, truth.value);
  } catch (error) {
    // An engine without WebAssembly SIMD has this room's steps all the same.
    return error instanceof Error ? error : new Error(String(error));
  }
});

/** The same scores put to softmax-wasm; its code comes after the room, which does not need it. */
export function Kernel() {
  useEffect(() => {
    if (!library.value) void import('softmax-wasm').then(module => (library.value = module));
  }, []);
  const answered = said.value;
  if (answered === null) return null;
  if (answered instanceof Error) return <span>softmax-wasm does not run here: {answered.message}</span>;
  return (
    <span>
      softmax-wasm, asked for the loss of the same scores, {scores.value.format} in its kernel, says{' '}
      <strong class="number kernel-loss">{share(answered.loss)}</strong>.
    </span>
  );
}
