/** `next` of an answer, at once where it is there. */
export function after<A, B>(answer: A | Promise<A>, next: (answer: A) => B): B | Promise<B> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}
