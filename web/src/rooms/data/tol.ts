/** Bound on the largest partial derivative of a fit: the library's default. */
export const TOL = 1e-4;
