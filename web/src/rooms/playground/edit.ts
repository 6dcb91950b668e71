/** What pointer and keyboard do to the points, and what is said of it. */
import { signal } from '@preact/signals';
import type { Command } from './keys.js';
import { erase, letter, move, nearest, type Point, place } from './points.js';
import { brush, change, classes, cursor, points, remember, tool, undo } from './state.js';

/** The point that moves with the pointer or the cursor; −1: none. */
export const held = signal(-1);

/** What a screen reader is told. */
export const said = signal('');

/** Whether the pointer erases what it passes. */
let erasing = false;
/** Whether the point that is held has moved: a press alone is nothing to undo. */
let moved = false;

/** @param reach in units of the plane, within which a point counts as hit */
export function press(x: number, y: number, reach: number): void {
  const hit = nearest(points.peek(), x, y, reach);
  if (tool.peek() === 'erase') {
    erasing = true;
    if (hit >= 0) change(erase(points.peek(), hit));
    return;
  }
  moved = false;
  if (hit >= 0) {
    held.value = hit;
    return;
  }
  if (tool.peek() === 'drag') return;
  change(place(points.peek(), x, y, brush.peek()));
  held.value = points.peek().length - 1;
  moved = true;
}

export function drag(x: number, y: number, reach: number): void {
  cursor.value = { x, y };
  if (held.peek() >= 0) moveHeld(x, y);
  else if (erasing) {
    const hit = nearest(points.peek(), x, y, reach);
    if (hit >= 0) change(erase(points.peek(), hit));
  }
}

/** All of a move is one change, placing the point included. */
function moveHeld(x: number, y: number): void {
  if (!moved) remember();
  moved = true;
  points.value = move(points.peek(), held.peek(), x, y);
}

export function release(): void {
  held.value = -1;
  erasing = false;
}

export function obey(command: Command): void {
  said.value = done(command);
}

/** Does it and says it. */
function done(command: Command): string {
  const { x, y } = cursor.peek();
  switch (command.type) {
    case 'go':
      cursor.value = { x: command.x, y: command.y };
      if (held.peek() >= 0) moveHeld(command.x, command.y);
      return `${at(cursor.peek())}${held.peek() >= 0 ? ', moving a point' : ''}`;
    case 'place':
      if (held.peek() >= 0) return putDown();
      change(place(points.peek(), x, y, brush.peek()));
      return `Placed ${letter(brush.peek())} at ${at(cursor.peek())}: ${points.peek().length} points`;
    case 'erase':
      return eraseNearest();
    case 'pick':
      return held.peek() >= 0 ? putDown() : pickUp();
    case 'drop':
      return putDown();
    case 'undo':
      held.value = -1;
      undo();
      return `Undone: ${points.peek().length} points`;
    case 'class':
      brush.value = (brush.peek() + command.by + classes.peek()) % classes.peek();
      return `Class ${letter(brush.peek())}`;
  }
}

function nearestToCursor(): [number, Point | undefined] {
  const { x, y } = cursor.peek();
  const hit = nearest(points.peek(), x, y);
  return [hit, points.peek()[hit]];
}

function eraseNearest(): string {
  const [hit, point] = nearestToCursor();
  held.value = -1;
  if (!point) return 'No point to erase';
  change(erase(points.peek(), hit));
  return `Erased ${letter(point.k)} at ${at(point)}: ${points.peek().length} points left`;
}

function pickUp(): string {
  const [hit, point] = nearestToCursor();
  if (!point) return 'No point to move';
  moved = false;
  held.value = hit;
  cursor.value = { x: point.x, y: point.y };
  return `Moving ${letter(point.k)} from ${at(point)}: arrow keys, then M`;
}

function putDown(): string {
  if (held.peek() < 0) return 'Nothing is being moved';
  held.value = -1;
  return `Put down at ${at(cursor.peek())}`;
}

function at({ x, y }: { readonly x: number; readonly y: number }): string {
  return `x ${x.toFixed(1)}, y ${y.toFixed(1)}`;
}
