import { fits } from './fits.js';

self.onmessage = async ({ data }) => self.postMessage(await fits(data));
