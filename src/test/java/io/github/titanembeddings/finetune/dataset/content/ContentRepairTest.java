package io.github.titanembeddings.finetune.dataset.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetRepair;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.DatasetValidator;
import io.github.titanembeddings.finetune.dataset.RepairResult;
import io.github.titanembeddings.finetune.dataset.SmallDataset;
import io.github.titanembeddings.validation.Violation.Severity;
import io.github.titanembeddings.validation.ViolationCodes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
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
    set.add(false, "second", ImageEdits.jpeg(SCENE, 0.5f), ContentFolder.caption(3));
    set.add(
        false, "third", ImageEdits.png(ImageEdits.resized(SCENE, 0.9)), ContentFolder.caption(3));

    RepairResult result =
        repair(set).dropWarnings(ViolationCodes.IMAGE_NEAR_DUPLICATE).build().repair(output);

    assertThat(result.droppedLines(DatasetRole.TRAINING)).isEqualTo(2);
    assertThat(Files.readString(result.training()))
        .contains("clean-3")
        .doesNotContain("second", "third");
    assertThat(result.report().found()).isEmpty();
  }

  @Test
  void dropsAllLinesWithContradictoryCaptions() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add(false, "second", ImageEdits.jpeg(SCENE, 0.5f), "two bicycles");

    RepairResult result =
        repair(set).dropWarnings(ViolationCodes.CAPTION_CONTRADICTORY).build().repair(output);

    assertThat(Files.readString(result.training())).doesNotContain("clean-3", "second");
  }

  @Test
  void movesLeakedLinesToTraining() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(16);
    set.add(true, "leaked", ImageEdits.jpeg(SCENE, 0.5f), ContentFolder.caption(3));

    RepairResult result = repair(set).moveLeaked(true).build().repair(output);

    assertThat(result.movedLines()).isEqualTo(1);
    assertThat(Files.readAllLines(result.training())).last().asString().contains("leaked");
    assertThat(Files.readString(result.validation())).contains("clean-7").doesNotContain("leaked");
    assertThat(result.report().counts(Severity.WARNING))
        .containsOnlyKeys(ViolationCodes.IMAGE_NEAR_DUPLICATE);
  }

  @Test
  void movesEqualImagesButNoEqualLines() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(16);
    byte[] bytes = Files.readAllBytes(folder.resolve("clean-3"));
    set.add(true, "clean-2", Files.readAllBytes(folder.resolve("clean-2")), "another caption");
    set.add(true, "clean-3", bytes, ContentFolder.caption(3));
    set.add(true, "same-bytes", bytes, ContentFolder.caption(3));

    RepairResult result = repair(set).moveLeaked(true).build().repair(output);

    assertThat(Files.readAllLines(result.training()).subList(14, 16))
        .satisfiesExactly(
            line -> assertThat(line).contains("clean-2", "another caption"),
            line -> assertThat(line).contains("same-bytes"));
    assertThat(Files.readString(result.validation())).contains("clean-3").doesNotContain("clean-2");
    assertThat(result.movedLines()).isEqualTo(2);
  }

  @Test
  void dropsALeakedLineRatherThanMovesIt() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(16);
    set.add(true, "leaked", ImageEdits.jpeg(SCENE, 0.5f), ContentFolder.caption(3));

    RepairResult result =
        repair(set)
            .moveLeaked(true)
            .dropWarnings(ViolationCodes.IMAGE_NEAR_LEAKED)
            .build()
            .repair(output);

    assertThat(result.movedLines()).isZero();
    assertThat(result.droppedLines(DatasetRole.VALIDATION)).isEqualTo(1);
    assertThat(Files.readString(result.training())).doesNotContain("leaked");
    assertThat(result.report().found()).isEmpty();
  }

  /** A validation reports an image at its first line only. */
  @ParameterizedTest
  @CsvSource({"another caption", "a caption"})
  void dropsAllLinesOfALeakedImage(String second) throws IOException {
    RepairResult result =
        repair(leakedTwice(second))
            .dropWarnings(ViolationCodes.IMAGE_NEAR_LEAKED)
            .build()
            .repair(output);

    assertThat(result.droppedLines()).containsExactly(Map.entry(DatasetRole.VALIDATION, 2L));
    assertThat(result.report().found()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"another caption", "a caption"})
  void movesAllLinesOfALeakedImage(String second) throws IOException {
    RepairResult result = repair(leakedTwice(second)).moveLeaked(true).build().repair(output);

    assertThat(result.movedLines()).isEqualTo(2);
    assertThat(Files.readString(result.validation())).doesNotContain("leaked");
    assertThat(result.report().counts(Severity.WARNING).keySet())
        .noneMatch(code -> code.endsWith("leaked"));
  }

  private ContentFolder leakedTwice(String secondCaption) throws IOException {
    byte[] copy = ImageEdits.jpeg(SCENE, 0.5f);
    return new ContentFolder(folder)
        .addClean(16)
        .add(true, "leaked", copy, "a caption")
        .add(true, "leaked", copy, secondCaption);
  }

  @Test
  void dropsAllLinesOfACopyInBothManifests() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(16);
    byte[] copy = ImageEdits.jpeg(SCENE, 0.5f);
    set.add(false, "copy", copy, ContentFolder.caption(3) + " at noon");
    set.add(false, "copy", copy, ContentFolder.caption(3) + " in July");
    set.add(true, "copy", copy, ContentFolder.caption(3) + " in May");

    RepairResult result =
        repair(set).dropWarnings(ViolationCodes.IMAGE_NEAR_DUPLICATE).build().repair(output);

    assertThat(result.droppedLines())
        .containsExactly(
            Map.entry(DatasetRole.TRAINING, 2L), Map.entry(DatasetRole.VALIDATION, 1L));
    assertThat(result.report().found()).isEmpty();
  }

  @Test
  void convergesOnASetWithEachFault() throws IOException {
    ContentFaults.write(folder);
    RepairResult first = repairFaults(folder.resolve("train.jsonl"), "first");
    RepairResult second = repairFaults(first.training(), "second");
    RepairResult third = repairFaults(second.training(), "third");

    assertThat(first.movedLines()).isEqualTo(1);
    assertThat(first.repairedCaptions()).isEqualTo(1);
    assertThat(first.droppedLines()).containsExactly(Map.entry(DatasetRole.TRAINING, 12L));
    assertThat(first.report().counts(Severity.WARNING))
        .containsExactly(Map.entry(ViolationCodes.IMAGE_NEAR_DUPLICATE, 1L));
    assertThat(second.report().found()).isEmpty();
    assertThat(third.droppedLines()).isEmpty();
    assertThat(third.training()).hasSameBinaryContentAs(second.training());
    assertThat(third.validation()).hasSameBinaryContentAs(second.validation());
  }

  /** Drops the lines with findings, but moves leaked images and strips HTML. */
  private RepairResult repairFaults(Path training, String name) throws IOException {
    DatasetValidator validator =
        DatasetValidator.builder()
            .training(DatasetManifest.of(training))
            .validation(DatasetManifest.of(training.resolveSibling("validation.jsonl")))
            .images(new ContentFolder(folder).store())
            .limits(SmallDataset.SMALL)
            .contentChecks()
            .build();
    String[] dropped =
        Stream.of(ContentCheck.values())
            .flatMap(check -> check.codes().stream())
            .filter(code -> !code.equals(ViolationCodes.IMAGE_NEAR_LEAKED))
            .toArray(String[]::new);
    return DatasetRepair.builder(validator)
        .moveLeaked(true)
        .stripHtml(true)
        .dropWarnings(dropped)
        .build()
        .repair(output.resolve(name));
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
        "<td>a shoe</td><td>size 7</td>|a shoe size 7",
        "<ul><li>a foot<b>ball</b><li>size 5 < 6</ul>|a football size 5 < 6",
        "<style>p{color:red}</style>a shoe|a shoe",
        "a (<i>red</i>) shoe|a (red) shoe",
        "a &lt;b&gt;red&lt;/b&gt; shoe|a red shoe",
        "it&apos;s a <b>red</b>shoe|it's a redshoe",
        "<section>a shoe</section><figure>in red</figure>of size 7|a shoe in red of size 7",
        "<div>a</div><p>red<hr>shoe|a red shoe",
        "<dl><dt>a shoe</dt><dd>in red</dd></dl>|a shoe in red",
        "a shoe<address>in red</address>of size 7|a shoe in red of size 7",
        "<img src='a.jpg' alt='a red shoe'>|a red shoe",
        "<a href=\"https://shop.com/x\">red running shoe</a>|red running shoe",
        "<img src=\"http://x.com/a.jpg\" alt=\"red running shoe\">|red running shoe",
        "C++ <vector> code <b>on</b> a screen|C++ <vector> code on a screen",
        "a shoe<img alt=\"it&apos;s red &amp; new\"/>of size 7|a shoe it's red & new of size 7",
      })
  void reducesHtmlToText(String html, String text) throws IOException {
    ContentFolder set = withCaption(html);

    RepairResult result = repair(set).stripHtml(true).build().repair(output);

    assertThat(Files.readAllLines(result.training()))
        .last()
        .asString()
        .endsWith("\"" + text + "\"}");
    assertThat(result.repairedCaptions()).isEqualTo(1);
    assertThat(result.report().found()).isEmpty();
  }

  /** A clean set, and one more image with this caption. */
  private ContentFolder withCaption(String caption) throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    set.add(false, "html", ImageEdits.png(ContentFolder.image(9)), caption);
    return set;
  }

  @Test
  void decodesAnAmpersandHoweverOftenItIsEscaped() throws IOException {
    ContentFolder set = withCaption("fish &" + "amp;".repeat(40) + " chips");

    RepairResult result = repair(set).stripHtml(true).build().repair(output);

    assertThat(Files.readString(result.training())).contains("\"fish & chips\"");
    assertThat(result.report().found()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "<p>IMG_1.jpg</p>,caption.file-name",
    "<p>dog</p>,caption.one-word",
    "<p>赤い靴</p>,caption.not-english",
    "<b>Schuh auf dem Tisch</b>,caption.not-english",
    "<p>N/A</p>,caption.placeholder",
    "<p>see http://x.com</p>,caption.url",
  })
  void checksTheTextOfHtml(String html, String code) throws IOException {
    ContentFolder set = withCaption(html);

    DatasetRepair.Builder repair = repair(set).stripHtml(true);
    RepairResult kept = repair.build().repair(output);
    RepairResult dropped = repair.dropWarnings(code).build().repair(output);
    RepairResult captioned =
        repair
            .captions((e, found) -> "a text like " + e.caption().length() + found.get(0).code())
            .build()
            .repair(output);

    assertThat(kept.report().counts(Severity.WARNING)).containsExactly(Map.entry(code, 1L));
    assertThat(dropped.droppedLines()).containsExactly(Map.entry(DatasetRole.TRAINING, 1L));
    assertThat(dropped.report().found()).isEmpty();
    assertThat(Files.readString(captioned.training()))
        .contains("a text like " + html.replaceAll("<.*?>", "").length() + code);
  }

  @ParameterizedTest
  @CsvSource({"a red shoe,caption.repeated", "a shoe of size %d,caption.numbered"})
  void dropsAllLinesOfAGroupBeyondTheLimit(String caption, String code) throws IOException {
    RepairResult result = repair(groupOf14(caption)).dropWarnings(code).build().repair(output);

    assertThat(result.before().counts(Severity.WARNING)).containsExactly(Map.entry(code, 1L));
    assertThat(result.droppedLines()).containsExactly(Map.entry(DatasetRole.TRAINING, 4L));
    assertThat(Files.readString(result.training())).contains("shoe09").doesNotContain("shoe10");
    assertThat(Files.readAllLines(result.dropped()))
        .last()
        .asString()
        .contains("\"line\":21,", code, "image 14", " exceeds the limit of 10 images");
    assertThat(result.report().found()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"a red shoe", "a shoe of size %d"})
  void replacesTheCaptionsOfAGroupBeyondTheLimit(String caption) throws IOException {
    RepairResult result =
        repair(groupOf14(caption))
            .captions(
                (example, found) -> "a new one of " + example.imageRef().replaceAll(".*/", ""))
            .build()
            .repair(output);

    assertThat(result.repairedCaptions()).isEqualTo(4);
    assertThat(Files.readString(result.training()))
        .contains("a new one of shoe10", "a new one of shoe13")
        .doesNotContain("a new one of shoe09");
  }

  private ContentFolder groupOf14(String caption) throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(8);
    for (int i = 0; i < 14; i++) {
      byte[] image = ImageEdits.png(ContentFolder.image(200 + i));
      set.add(
          false, String.format(Locale.ROOT, "shoe%02d", i), image, caption.replace("%d", "" + i));
    }
    return set;
  }

  @Test
  void dropsACaptionOfTagsAloneUnlessThereIsACaptioner() throws IOException {
    ContentFolder set = withCaption("<img src='a.jpg'>");

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
        .hasMessageContaining("needs the findings of image.near-duplicate")
        .hasMessageContaining("COPIES");
    assertThatThrownBy(
            () -> DatasetRepair.builder(validator).dropWarnings("image.unreadable").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("COPIES or IMAGE_DETAIL, and images(store)");
    DatasetValidator blind =
        new ContentFolder(folder).addClean(8).validator().images(null).contentChecks().build();
    assertThatThrownBy(
            () -> DatasetRepair.builder(blind).dropWarnings("image.near-duplicate").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("COPIES, and images(store)");
  }
}
