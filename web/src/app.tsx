import type { ComponentType } from 'preact';
import { useEffect, useErrorBoundary, useRef, useState } from 'preact/hooks';
import { ROOMS, type Room } from './rooms/index.js';
import { address, room } from './router.js';
import { THEMES, theme } from './theme.js';
import { Segmented } from './ui/segmented.js';

export function App() {
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the room
      </button>
      <Header />
      <Entered key={room.value.id} room={room.value} />
      <footer class="footer">
        <p>
          Everything on these pages runs in this tab. No data, no model and no measurement leaves your
          machine.
        </p>
      </footer>
    </>
  );
}

/** A button, since a link's hash would name another room. */
function skip() {
  document.getElementById('room')?.focus();
}

function Header() {
  const rooms = useRef<HTMLElement>(null);
  useEffect(() => {
    if (rooms.current) showCurrent(rooms.current);
  }, [room.value]);
  return (
    <header class="header">
      <a class="brand" href={address(ROOMS[0] as Room)}>
        softmax<span>lab</span>
      </a>
      <nav aria-label="Rooms" class="rooms" ref={rooms}>
        {ROOMS.map(each => (
          <a key={each.id} href={address(each)} aria-current={each === room.value ? 'page' : undefined}>
            {each.name}
          </a>
        ))}
      </nav>
      <Segmented
        label="Theme"
        hideLabel
        options={THEMES}
        value={theme.value}
        onChange={next => (theme.value = next)}
      />
    </header>
  );
}

/** On a phone the links scroll sideways; the page itself stays where it is. */
function showCurrent(rooms: HTMLElement) {
  const link = rooms.querySelector('[aria-current]')?.getBoundingClientRect();
  if (!link) return;
  const place = rooms.getBoundingClientRect();
  rooms.scrollLeft += link.left + link.width / 2 - (place.left + place.width / 2);
}

/** A room's heading at once, and the room when its code has come. */
function Entered({ room }: { room: Room }) {
  const [Content, setContent] = useState<ComponentType | null>(null);
  const [failure, setFailure] = useState<unknown>(unloaded.get(room) ?? null);
  const [broken] = useErrorBoundary();
  const heading = useRef<HTMLHeadingElement>(null);
  const entered = useRef(firstRoom);
  useEffect(() => {
    document.title = `${room.name} · softmax lab`;
    // Who follows a link by keyboard goes on in the room, not at the top of the page.
    if (!entered.current) heading.current?.focus({ preventScroll: true });
    if (!entered.current) window.scrollTo(0, 0);
    firstRoom = false;
    if (unloaded.has(room)) return;
    room.load().then(
      module => setContent(() => module.default),
      error => {
        unloaded.set(room, error);
        setFailure(error);
      },
    );
  }, [room]);
  const problem = failure ?? broken;
  return (
    <main id="room" tabIndex={-1} class={`room room-${room.id}`}>
      <div class="room-head">
        <h1 ref={heading} tabIndex={-1}>
          {room.name}
        </h1>
        <p>{room.purpose}</p>
      </div>
      {problem ? (
        <div class="stack">
          <p role="alert" class="alert">
            This room could not be {failure ? 'loaded' : 'shown'}:{' '}
            {problem instanceof Error ? problem.message : String(problem)}
          </p>
          <div>
            <button type="button" onClick={() => location.reload()}>
              Load the page again
            </button>
          </div>
        </div>
      ) : (
        Content && <Content />
      )}
    </main>
  );
}

let firstRoom = true;

/** Rooms whose code did not come: browsers do not ask for it again until the page is loaded anew. */
const unloaded = new Map<Room, unknown>();
