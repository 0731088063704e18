package io.swarmd.swarmctl.command;

/** How long a command waits, by the time that passes: a wall clock that is set makes it neither longer nor shorter. */
public interface Patience {

  boolean over();
}
