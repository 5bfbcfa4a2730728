package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.titanembeddings.exception.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleFileTest {
  @TempDir Path folder;

  @Test
  void leavesNoFile() throws IOException {
    try (SampleFile file = new SampleFile(folder)) {
      file.writeLabel(1, "s3://images/a.png", "a shoe");
      assertThat(file.label(1).caption()).isEqualTo("a shoe");
    }
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void keepsTheSampleAndTheLabelOfEachNumber() {
    Random random = new Random(1);
    byte[][] bytes = new byte[5][Sample.BYTES];
    try (SampleFile file = new SampleFile(folder)) {
      for (int number : new int[] {3, 0, 4, 1}) {
        random.nextBytes(bytes[number]);
        file.writeSample(number, new Sample(bytes[number], number + 0.5f));
        file.writeLabel(number, number + "\u00e9".repeat(549), number + "a".repeat(number * 200));
      }
      for (int number : new int[] {0, 1, 3, 4}) {
        assertThat(file.sample(number).bytes()).isEqualTo(bytes[number]);
        assertThat(file.sample(number).aspect()).isEqualTo(number + 0.5f);
        assertThat(file.label(number))
            .isEqualTo(
                new SampleFile.Label(
                    number + "\u00e9".repeat(549),
                    (number + "a".repeat(number * 200))
                        .substring(0, Math.min(400, 1 + number * 200))));
      }
      assertThat(file.label(2)).isEqualTo(new SampleFile.Label("", ""));
    }
  }

  @Test
  void reportsInterruption() {
    assertInterrupted(file -> () -> file.writeLabel(1, "s3://images/a.png", "a shoe"));
    assertInterrupted(file -> () -> file.writeSample(1, new Sample(new byte[Sample.BYTES], 1)));
    assertInterrupted(file -> () -> file.sample(0));
    assertInterrupted(file -> () -> file.label(0));
  }

  private interface Call {
    ThrowingCallable of(SampleFile file);
  }

  private void assertInterrupted(Call call) {
    try (SampleFile file = new SampleFile(folder)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(call.of(file))
          .asInstanceOf(type(TransportException.class))
          .extracting(TransportException::kind)
          .isEqualTo(TransportException.Kind.INTERRUPTED);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void namesTheFolderOfTheTemporaryFile() {
    assertThatThrownBy(() -> new SampleFile(folder.resolve("none")).close())
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(folder.resolve("none") + " failed (")
        .hasMessageContaining("java.io.tmpdir");
  }
}
