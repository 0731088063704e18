package io.swarmd.faults.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** All managers on one host, which nothing can cut. */
final class Loopback implements Network {

  private final List<Integer> ports = new ArrayList<>();

  Loopback(int managers) {
    for (int manager = 0; manager < managers; manager++) {
      ports.add(freePort());
    }
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  @Override
  public List<String> inside(int manager) {
    return List.of();
  }

  @Override
  public String address(int manager) {
    return "127.0.0.1:" + ports.get(manager);
  }

  @Override
  public boolean canBeCut() {
    return false;
  }

  @Override
  public void unplug(int manager) {
    throw uncut();
  }

  @Override
  public void plug(int manager) {
    throw uncut();
  }

  @Override
  public void drop(int manager, Way way) {
    throw uncut();
  }

  @Override
  public void dropBetween(int manager, int other) {
    throw uncut();
  }

  @Override
  public void mend(int manager) {
    throw uncut();
  }

  private static UnsupportedOperationException uncut() {
    return new UnsupportedOperationException("loopback cannot be cut");
  }

  @Override
  public void close() {}
}
