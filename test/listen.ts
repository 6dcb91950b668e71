import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine, until it is closed. */
export interface Site {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves on a free port; closing ends connections that browsers keep open. */
export async function listen(handler: RequestListener): Promise<Site> {
  const server = createServer(handler);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
