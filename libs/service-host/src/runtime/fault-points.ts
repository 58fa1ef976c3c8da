/**
 * For fault tests: stops this process as SIGSTOP does, once, in the middle of a transaction of that subscription; whoever tests lets it go on (SIGCONT) when others
 * have taken over. Nothing is said or cleaned up, as when a machine is suspended. Undefined when no subscription is named.
 */
export const stopOnceAt = (subscription: string | undefined): ((reached: string) => void) | undefined => {
  if (subscription === undefined) return undefined;
  let stopped = false;
  return (reached) => {
    if (stopped || reached !== subscription) return;
    stopped = true;
    process.kill(process.pid, 'SIGSTOP');
  };
};
