export { type CalibrationOptions, TemperatureScaling } from './temperature-scaling.js';
