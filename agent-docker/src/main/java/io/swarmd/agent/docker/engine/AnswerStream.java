package io.swarmd.agent.docker.engine;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that an Engine gives bit by bit. Its end is told by a future; completing that from here lets go of the
 * connection too.
 *
 * @param <T> a bit of the answer
 */
public abstract class AnswerStream<T> implements ResultCallback<T> {

  private static final Logger log = LoggerFactory.getLogger(AnswerStream.class);

  /** Completes when the Engine has ended the answer, fails when it broke off. */
  protected final CompletableFuture<Void> end = new CompletableFuture<>();

  @Override
  public void onStart(Closeable stream) {
    end.whenComplete((nothing, failure) -> {
      try {
        stream.close();
      } catch (IOException closed) {
        log.debug("an Engine's answer had ended", closed);
      }
    });
  }

  @Override
  public void onError(Throwable failure) {
    end.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
