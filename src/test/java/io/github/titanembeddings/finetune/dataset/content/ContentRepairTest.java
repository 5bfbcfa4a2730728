package io.github.titanembeddings.finetune.dataset.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.finetune.dataset.DatasetRepair;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.RepairResult;
import io.github.titanembeddings.validation.Violation.Severity;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentRepairTest {
  private static final BufferedImage SCENE = ContentFolder.image(3);

  @TempDir Path folder;
  @TempDir Path output;

  private DatasetRepair.Builder repair(ContentFolder set) throws IOException {
    return DatasetRepair.builder(set.validator().contentChecks().build());
  }

  @Test
  void keepsTheFirstOfSeveralCopies() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add(false, "second", Edits.jpeg(SCENE, 0.5f), ContentFolder.caption(3));
    set.add(false, "third", Edits.png(Edits.resized(SCENE, 0.9)), ContentFolder.caption(3));

    RepairResult result =
        repair(set).dropWarnings(ViolationCodes.IMAGE_NEAR_DUPLICATE).build().repair(output);

    assertThat(result.droppedLines(DatasetRole.TRAINING)).isEqualTo(2);
    assertThat(Files.readString(result.training()))
        .contains("clean-3")
        .doesNotContain("second", "third");
    assertThat(result.report().found()).isEmpty();
  }

  @Test
  void dropsAllWhoseCaptionsContradict() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add(false, "second", Edits.jpeg(SCENE, 0.5f), "two bicycles");

    RepairResult result =
        repair(set).dropWarnings(ViolationCodes.CAPTION_CONTRADICTORY).build().repair(output);

    assertThat(Files.readString(result.training())).doesNotContain("clean-3", "second");
  }

  @Test
  void movesLeakedLinesToTraining() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(16);
    set.add(true, "leaked", Edits.jpeg(SCENE, 0.5f), ContentFolder.caption(3));

    RepairResult result = repair(set).moveLeaked(true).build().repair(output);

    assertThat(result.movedLines()).isEqualTo(1);
    assertThat(Files.readAllLines(result.training())).last().asString().contains("leaked");
    assertThat(Files.readString(result.validation())).contains("clean-7").doesNotContain("leaked");
    assertThat(result.report().counts(Severity.WARNING))
        .containsOnlyKeys(ViolationCodes.IMAGE_NEAR_DUPLICATE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<p>a <b>red</b> shoe</p>|a red shoe",
        "Fish &amp;amp; chips&nbsp;&hellip;|Fish & chips …",
        "a shoe<br>in red <!-- no -->|a shoe in red",
        "it&#39;s a <i>shoe</i>, really|it's a shoe, really",
        "<script>alert(1)</script>a shoe|a shoe",
      })
  void reducesHtmlToText(String html, String text) throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add(false, "html", Edits.png(ContentFolder.image(9)), html);

    RepairResult result = repair(set).stripHtml(true).build().repair(output);

    assertThat(Files.readAllLines(result.training()))
        .last()
        .asString()
        .endsWith("\"" + text + "\"}");
    assertThat(result.repairedCaptions()).isEqualTo(1);
    assertThat(result.report().found()).isEmpty();
  }

  @Test
  void dropsACaptionOfTagsAloneUnlessThereIsACaptioner() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add(false, "html", Edits.png(ContentFolder.image(9)), "<img src='a.jpg'>");

    RepairResult dropped = repair(set).stripHtml(true).build().repair(output);
    RepairResult captioned =
        repair(set).stripHtml(true).captions((e, p) -> "a new one").build().repair(output);

    assertThat(dropped.droppedLines(DatasetRole.TRAINING)).isEqualTo(1);
    assertThat(Files.readString(captioned.training())).contains("a new one");
  }

  @Test
  void rejectsARepairWithoutTheCheckThatItNeeds() throws IOException {
    DatasetValidator validator = new ContentFolder(folder).addClean(8).validator().build();

    assertThatThrownBy(() -> DatasetRepair.builder(validator).stripHtml(true).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CAPTION_TEXT");
    assertThatThrownBy(
            () -> DatasetRepair.builder(validator).dropWarnings("image.near-duplicate").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("COPIES");
  }
}
