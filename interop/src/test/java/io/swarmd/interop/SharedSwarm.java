package io.swarmd.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmd.agent.engine.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one swarm of two Engines and three managers of ours, or the one swarm an Engine manages, that all
 * tests of a run share: tests leave them as they find them, nodes up and no services. Where no Engine can run these
 * tests are not tried.
 */
final class SharedSwarm implements BeforeAllCallback, ParameterResolver {

  private static final int MANAGERS = 3;
  private static final int ENGINES = 2;

  private record Shared(AutoCloseable swarm) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      swarm.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    assumeTrue(Machine.obstacle().isEmpty(), () -> Machine.obstacle() + ": nothing is tried with Docker Engines");
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> kind = parameter.getParameter().getType();
    return kind == EngineSwarm.class || kind == StockManager.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> kind = parameter.getParameter().getType();
    return context.getRoot().getStore(Namespace.create(SharedSwarm.class))
        .getOrComputeIfAbsent(kind, SharedSwarm::start, Shared.class).swarm();
  }

  private static Shared start(Class<?> kind) {
    try {
      return new Shared(kind == EngineSwarm.class ? EngineSwarm.start(MANAGERS, ENGINES) : StockManager.start());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
