package io.github.titanembeddings.model.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.model.TextTruncation;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedRequestTest {
  @Test
  void shortensByTheServiceCount() {
    PreparedRequest payload = payload("word word ".repeat(100));
    PreparedRequest shorter = payload.shortened(256, 512);

    assertThat(text(shorter)).hasSize(499).endsWith("word");
    assertThat(truncation(shorter)).hasValue(new TextTruncation(1000, 499, 1));
    assertThat(truncation(shorter.shortened(256, 300)).orElseThrow().cuts()).isEqualTo(2);
  }

  @Test
  void shortensByAtLeastOneWord() {
    PreparedRequest payload = payload("some words here");

    assertThat(text(payload.shortened(256, 256))).isEqualTo("some words");
    assertThat(text(payload.shortened(256, 1))).isEqualTo("some words");
  }

  @Test
  void rejectsTextThatCannotBeCut() {
    PreparedRequest one = payload("a");
    PreparedRequest none = payload(EmbeddingRequest.ofImage(ImageInput.of(TestImages.png(1, 1))));

    assertThat(Failures.codes(() -> one.shortened(256, 300)))
        .containsExactly("text.too-many-tokens");
    assertThatIllegalStateException().isThrownBy(() -> none.shortened(256, 300));
    assertThatIllegalStateException().isThrownBy(() -> none.shortened(new TextTruncation(9, 3, 1)));
  }

  @Test
  void cutsAsInAnotherCall() {
    String text = " " + "some words ".repeat(200);
    int length = text.length();
    PreparedRequest payload = payload(text);

    TextTruncation other = new TextTruncation(length, 5, 3);
    assertThat(text(payload.shortened(other))).isEqualTo("some");
    assertThat(truncation(payload.shortened(other))).hasValue(other);
    assertThat(text(payload.shortened(truncation(payload).orElseThrow()))).isEqualTo(text(payload));
    for (TextTruncation another :
        List.of(
            new TextTruncation(length + 1, 5, 1),
            new TextTruncation(length, length, 1),
            new TextTruncation(length, 0, 1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> payload.shortened(another))
          .withMessageContaining("another text");
    }
  }

  /** Only slow work runs on the executor. */
  @Test
  void readsFilesAndDecodesImagesOnTheExecutor(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.png"), TestImages.png(1, 1));
    ImageInput memory = ImageInput.of(TestImages.png(1, 1));

    assertThat(tasks(ImageFit.REJECT, memory)).isZero();
    assertThat(tasks(ImageFit.DOWNSCALE, memory)).isEqualTo(1);
    assertThat(tasks(ImageFit.REJECT, ImageInput.of(file))).isEqualTo(2);
  }

  private static int tasks(ImageFit fit, ImageInput image) {
    AtomicInteger tasks = new AtomicInteger();
    Executor executor =
        task -> {
          tasks.incrementAndGet();
          task.run();
        };
    EmbeddingRequest request = EmbeddingRequest.builder().image(image).imageFit(fit).build();
    assertThat(PreparedRequest.of(request, executor).join().image()).isNotNull();
    return tasks.get();
  }

  @Test
  void describesItselfWithoutTheText() {
    assertThat(payload("secret")).hasToString("PreparedRequest[6 characters of text, no image]");
    assertThat(payload(EmbeddingRequest.ofImage(ImageInput.of(TestImages.png(1, 1)))).toString())
        .startsWith("PreparedRequest[0 characters of text, PNG 1x1, ");
  }

  private static Optional<TextTruncation> truncation(PreparedRequest payload) {
    return Objects.requireNonNull(payload.text()).truncation();
  }

  private static String text(PreparedRequest payload) {
    return Objects.requireNonNull(payload.text()).text();
  }

  private static PreparedRequest payload(String text) {
    return payload(
        EmbeddingRequest.builder().text(text).textOverflow(TextOverflow.TRUNCATE).build());
  }

  private static PreparedRequest payload(EmbeddingRequest request) {
    return PreparedRequest.of(request, Runnable::run).join();
  }
}
