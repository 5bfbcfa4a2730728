package io.github.titanembeddings.model.internal.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.internal.image.ImageCompleteness;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.image.BrokenImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An image that ends early is sent, and the log warns of it. */
class MissingEndTest {
  private final Logger logger = Logger.getLogger(ImageCompleteness.class.getName());
  private final Log log = new Log();

  @TempDir private Path folder;

  @BeforeEach
  void listen() {
    logger.addHandler(log);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(log);
  }

  @Test
  void logsAWarning() throws IOException {
    byte[] cut = BrokenImages.read("trunc_scan.jpg");
    Path file = Files.write(folder.resolve("cut.jpg"), cut);
    PreparedRequest prepared =
        PreparedRequest.of(EmbeddingRequest.builder().image(file).build(), Runnable::run).join();

    assertThat(Objects.requireNonNull(prepared.image()).info().byteCount()).isEqualTo(cut.length);
    assertThat(log.messages)
        .containsOnlyOnce(
            "WARNING " + file + ": a JPEG file without end of image (EOI) in its last 1,024 bytes");
  }

  @Test
  void logsNothingForACompleteImage() throws IOException {
    Path file = Files.write(folder.resolve("whole.jpg"), TestImages.jpeg(300, 200));
    PreparedRequest.of(EmbeddingRequest.builder().image(file).build(), Runnable::run).join();

    assertThat(log.messages).noneMatch(message -> message.contains(file.toString()));
  }

  /** Receives log records of other tests' images too. */
  private static final class Log extends Handler {
    final Queue<String> messages = new ConcurrentLinkedQueue<>();

    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
        messages.add(entry.getLevel() + " " + entry.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
