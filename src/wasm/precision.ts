/** Of stored rows and of the kernels that read them. */
export type Precision = 'float32' | 'float64';
