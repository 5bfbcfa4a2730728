package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.titanembeddings.exception.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
