package io.swarmd.store.contract;

import io.swarmd.loop.Environment;
import io.swarmd.store.ReplicatedLog;
import java.util.function.BooleanSupplier;

/** The members of a replicated log, simulated or real, as the contract test drives them. */
public interface LogCluster extends AutoCloseable {

  Environment environment();

  int size();

  /** The log of a member as it is now; not started before the test starts it. */
  ReplicatedLog log(int member);

  /** All logs are started now: from here on somebody comes to lead, if the cluster has to be told. */
  void begin();

  /**
   * Takes the leadership from the member, which runs on. Somebody leads again in time: the same one, where the cluster
   * can see to that and it is asked for.
   */
  void loseLeadership(int member, boolean regain);

  /** Stops the member as a crash would; {@link #log} then gives its next life, over what it had on disk. */
  void crash(int member);

  /** Lets time pass until the condition holds; fails with the words when that takes too long. */
  void await(String what, BooleanSupplier condition);

  @Override
  void close();
}
