package io.swarmd.agent.docker;

import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.PullResponseItem;
import io.swarmd.agent.docker.engine.AnswerStream;
import io.swarmd.agent.docker.engine.Engine;
import io.swarmd.agent.docker.engine.EngineRefusal;
import io.swarmd.agent.docker.request.ImageReference;
import io.swarmd.agent.exec.TemporaryFailure;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets an image, once for a task. When the registry does not give it, one that is here already will do (dispatch sheet,
 * 5.6, "pull error"). It ends by {@link #cancel}, or when the Engine told nothing new of it for minutes.
 */
final class ImagePull {

  private static final Logger log = LoggerFactory.getLogger(ImagePull.class);
  private static final int STALLED_MINUTES = 5;
  private static final boolean OFFLINE_PREFERRED = "1".equals(System.getenv("DOCKER_SERVICE_PREFER_OFFLINE_IMAGE"));

  private final Engine engine;
  private final ImageReference image;
  private final AuthConfig credentials;
  private boolean done;
  private volatile boolean cancelled;
  private volatile Download download = new Download();

  ImagePull(Engine engine, ImageReference image, AuthConfig credentials) {
    this.engine = engine;
    this.image = image;
    this.credentials = credentials;
  }

  /** What the Engine tells while it pulls. */
  private static final class Download extends AnswerStream<PullResponseItem> {

    private volatile long news;

    @Override
    public void onNext(PullResponseItem item) {
      news++;
      if (item.isErrorIndicated()) {
        end.completeExceptionally(new IllegalStateException(item.getErrorDetail().getMessage()));
      }
    }

    @Override
    public void close() {
      end.cancel(false);
    }

    void await() {
      try {
        long before = -1;
        while (!isOver()) {
          if (news == before) {
            close();
            throw new IllegalStateException("nothing was heard of the pull for " + STALLED_MINUTES + " minutes");
          }
          before = news;
        }
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException("interrupted", interrupted);
      }
    }

    private boolean isOver() throws InterruptedException {
      try {
        end.get(STALLED_MINUTES, TimeUnit.MINUTES);
        return true;
      } catch (TimeoutException goesOn) {
        return false;
      } catch (ExecutionException failure) {
        throw failure.getCause() instanceof RuntimeException told ? told : new CompletionException(failure.getCause());
      }
    }
  }

  /**
   * Waits for the image; one caller at a time.
   *
   * @throws IllegalStateException with the registry's reason when the image cannot be had
   * @throws CancellationException when it was cancelled
   */
  void await() {
    if (!done && !isNotNeeded()) {
      try {
        pull();
      } catch (CancellationException | TemporaryFailure passing) {
        throw passing;
      } catch (RuntimeException failure) {
        requireLocal(failure);
      }
    }
    done = true;
  }

  private boolean isNotNeeded() {
    return image.isId() || (image.isPinned() || OFFLINE_PREFERRED) && isHere();
  }

  private boolean isHere() {
    try {
      engine.ask(client -> client.inspectImageCmd(image.text()).exec());
      return true;
    } catch (EngineRefusal refused) {
      if (refused.isNotFound()) {
        return false;
      }
      throw refused;
    }
  }

  private void pull() {
    download = new Download();
    if (cancelled) {
      throw new CancellationException("the pull was cancelled");
    }
    engine.ask(client -> {
      client.pullImageCmd(image.repository()).withTag(image.version()).withAuthConfig(credentials).exec(download);
      download.await();
      return true;
    });
  }

  private void requireLocal(RuntimeException failure) {
    if (!isHere()) {
      throw new IllegalStateException("image " + image.text() + " cannot be pulled: " + failure.getMessage(), failure);
    }
    log.info("image {} cannot be pulled, the one that is here is used: {}", image.text(), failure.getMessage());
  }

  /** Ends the pull; who awaits it hears a cancellation. */
  void cancel() {
    cancelled = true;
    download.close();
  }
}
