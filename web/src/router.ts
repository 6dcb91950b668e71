import { signal } from '@preact/signals';
import { ROOMS, type Room } from './rooms/index.js';

const [first] = ROOMS as readonly [Room];

/** The room that the address names by its hash, `#/digits`; the first one for any other. */
export const room = signal(named());

window.addEventListener('hashchange', () => {
  room.value = named();
});

export function address(room: Room): string {
  return `#/${room.id}`;
}

function named(): Room {
  return ROOMS.find(each => address(each) === location.hash) ?? first;
}
