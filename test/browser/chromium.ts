export { type Browsing, describeInChromium, type Visit } from './browsers.js';
