package io.github.titanembeddings.finetune.dataset.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.finetune.dataset.ContentCheck;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

/** Tests that closing a run deletes its file and ends its threads. */
class ContentRunTest {
  @Test
  void closesItsFile() {
    RecordedRun run = new RecordedRun(ContentCheck.COPIES);
    run.close();

    assertThatThrownBy(() -> run.addLine(1, 0, "shoe", "a red shoe"))
        .hasCauseInstanceOf(ClosedChannelException.class);
  }

  @Test
  void usesNoFileIfNoImageIsChecked() {
    RecordedRun run = new RecordedRun(ContentCheck.CAPTION_TEXT);
    run.close();
    run.addLine(1, 0, "shoe", "a red shoe");

    assertThat(run.finish()).isEmpty();
  }

  @Test
  void closesItsDecoders() {
    RecordedRun run = new RecordedRun(ContentCheck.IMAGE_DETAIL);
    run.addLine(1, 0, "shoe", "a red shoe");
    run.close();

    assertThatThrownBy(() -> run.addHeader(0, "shoe", 256, 256, 100, 0))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("the executor rejected the task");
  }
}
