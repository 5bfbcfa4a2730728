package io.github.titanembeddings.finetune.dataset.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.ContentCheck;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.support.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentReportTest {
  @TempDir Path folder;

  @Test
  void showsImagesSideBySideWithASwitchForEachCode() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(4);
    set.add(false, "copy", ImageEdits.jpeg(ContentFolder.image(3), 0.6f), "a scene, once more");
    set.add(false, "none", ImageEdits.png(ContentFolder.image(8)), "N/A");

    String page = set.check().toHtml(set.store());

    assertThat(page)
        .contains("type=\"checkbox\" id=\"image-near-duplicate\" checked")
        .contains("#image-near-duplicate:not(:checked)~.image-near-duplicate{display:none}")
        .contains("type=\"checkbox\" id=\"caption-placeholder\" checked")
        .contains("s3://images/copy</span><span><img")
        .contains("s3://images/clean-3</span></div>")
        .contains("a copy of the image of train.jsonl line 4; captions &quot;a scene, once more");
    assertThat(page.split("<img ", -1)).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void showsWhatWasChecked() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(4);
    DatasetReport report =
        set.validator().contentChecks(Set.of(ContentCheck.IMAGE_SIZE)).build().validate();

    assertThat(report.toText()).contains("content checked: image size\n");
    assertThat(report.toHtml())
        .contains(
            "<p>Checked: image size</p>",
            "<p>Not checked: copies, image detail, caption text, ",
            "Nothing was found.");
    assertThat(set.validator().build().validate().toHtml()).doesNotContain("Checked:");
  }

  @Test
  void claimsNoCheckOfImagesWithoutAStore() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(4);
    DatasetReport report = set.validator().images(null).contentChecks().build().validate();

    assertThat(report.contentChecks()).allMatch(check -> check.name().startsWith("CAPTION_"));
    assertThat(report.toHtml()).contains("<p>Not checked: copies, image detail, image size</p>");
  }

  @Test
  void showsANoteForAnImageWithoutPreview() throws IOException {
    ContentFolder set = new ContentFolder(folder).addClean(4);
    set.add(false, "none", ImageEdits.png(ContentFolder.image(8)), "N/A");
    DatasetReport report = set.check();
    Files.delete(folder.resolve("none"));

    assertThat(report.toHtml(set.store())).contains("<em>no preview</em>s3://images/none");
    assertThat(report.toHtml()).contains("<span>s3://images/none").doesNotContain("<em>");
  }

  @Test
  void keepsSomeOfEachCodeForTheGallery() throws IOException {
    ContentFolder set = new ContentFolder(folder);
    for (int i = 0; i < 30; i++) {
      set.add(false, "a" + i, TestImages.png(256 + i, 300), "N/A");
    }
    set.add(false, "first", ImageEdits.png(ContentFolder.image(3)), "a scene");
    set.add(true, "second", ImageEdits.jpeg(ContentFolder.image(3), 0.6f), "a scene");

    DatasetReport report = set.validator().maxViolations(5).contentChecks().build().validate();

    assertThat(report.found()).hasSize(5);
    assertThat(report.toHtml())
        .contains("caption.placeholder (the first 12 of 30)", "image.near-leaked (1)");
  }

  @Test
  void escapesTextOfTheDataset() throws IOException {
    String attack = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>\u202E%s%n";
    ContentFolder set = new ContentFolder(folder).addClean(4);
    set.add(false, "copy'&<b>", ImageEdits.jpeg(ContentFolder.image(3), 0.6f), attack);

    DatasetReport report = set.check();

    assertThat(report.toHtml(set.store()))
        .contains("&lt;script&gt;")
        .doesNotContain("<script", "<img src=x", "<b>'", "\u202E");
  }
}
