package io.github.titanembeddings.finetune.dataset.internal.report;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.Histogram;
import io.github.titanembeddings.finetune.dataset.SmallDataset;
import io.github.titanembeddings.internal.text.Html;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** Reports as text and HTML. */
class DatasetReportTest {
  @TempDir private Path folder;

  private DatasetReport report() throws IOException {
    Files.write(folder.resolve("small.png"), TestImages.png(200, 100));
    Files.write(folder.resolve("good.jpg"), TestImages.jpeg(300, 400));
    Files.write(folder.resolve("val.png"), TestImages.png(300, 300));
    return SmallDataset.validator(
            line("small.png", "small"),
            line("good.jpg", ""),
            line("<img src=x onerror=alert(1)>", "&"),
            "{\"<b>\":1}")
        .images(LocalObjectStore.of("images", folder))
        .build()
        .validate();
  }

  @Test
  void replacesControlCharactersOfKeys() {
    DatasetReport report =
        SmallDataset.validator(
                "{\"image-ref\":\"s3://images/\\u001b[2J\\u202ea.png\",\"caption\":\"a\"}")
            .images(LocalObjectStore.of("images", folder))
            .build()
            .validate();

    assertThat(report.counts(Severity.ERROR)).containsKey("image.not-found");
    assertThat(report.toText()).contains("[2J").doesNotContain("\u001b", "\u202e");
    assertThat(report.toHtml()).contains("[2J").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void writesText() throws IOException {
    assertThat(report().toText())
        .startsWith("not valid: 4 errors, 2 warnings\n4 training records, 1 validation records\n")
        .contains("4 images: {JPEG=1, PNG=2}\n")
        .contains("widths: 200 to 300 pixels, 267 on average\n")
        .contains("heights: 100 to 400 pixels, ", "files: ", " bytes, ")
        .contains("captions: 0 to 14 characters, ", "captions: 0 to 3 tokens, ")
        .contains("warnings: {caption.blank=1, line.unknown-attribute=1}\n")
        .contains("errors: {caption.missing=1, image-ref.missing=1, image.not-found=1,")
        .contains("ERROR train.jsonl line 1: image-ref: 200 x 100 pixels");
    assertThat(SmallDataset.validator("1", "2").maxViolations(1).build().validate().toText())
        .contains("images were not checked")
        .endsWith("… and more: the first 1 are shown\n");
  }

  @Test
  void htmlIsWellFormedAndEscaped() throws Exception {
    DatasetReport report = report();
    String html = report.toHtml(LocalObjectStore.of("images", folder));
    String xml =
        html.replace("<!DOCTYPE html>", "").replaceAll("<(meta|img|br)([^>]*)>", "<$1$2/>");

    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
    assertThat(html)
        .doesNotContain("<img src=x")
        .contains("&lt;img src=x onerror=alert(1)&gt;")
        .contains("&quot;&lt;b&gt;&quot;")
        .doesNotContain("http://")
        .doesNotContain("<script")
        .contains("prefers-color-scheme:dark");
    assertThat(report.toHtml()).doesNotContain("<img ");
  }

  @Test
  void htmlShowsTheCountsOfViolations() throws IOException {
    assertThat(report().toHtml())
        .contains("<p>training <code>train.jsonl</code>, validation <code>validation.jsonl</code>")
        .contains("<b class=\"\">4</b>training records<", "<b class=\"\">1</b>validation records<")
        .contains("<b class=\"\">4</b>images<")
        .contains("<b class=\"bad\">4</b>errors<", "<b class=\"warn\">2</b>warnings<")
        .contains("<h2>Violations by code</h2>")
        .contains("<code>caption.missing</code></td><td class=\"bad\">error</td><td class=\"n\">1<")
        .contains(
            "<code>caption.blank</code></td><td class=\"warn\">warning</td><td class=\"n\">1<");
    assertThat(SmallDataset.validator(line("a", "a")).build().validate().toHtml())
        .contains("<b class=\"\">0</b>images (not checked)<", "<b class=\"\">0</b>errors<")
        .doesNotContain("Violations by code");
  }

  @Test
  void htmlShowsTheFirstViolations() throws IOException {
    assertThat(report().toHtml())
        .contains("<h2>All 6</h2>")
        .contains(
            "<tr><td>train.jsonl line 1: image-ref<br><code>s3://images/small.png</code></td>"
                + "<td><span class=\"bad\">error</span> <code>image.side-too-small</code>"
                + "<br>200 x 100 pixels<br>allowed: at least 256 pixels on each side</td>"
                + "<td>use a larger image;")
        .contains("<h3>Captions in characters</h3><p>0 to 14 characters, ")
        .contains("<h3>Captions in tokens, estimated</h3><p>0 to 3 tokens, ")
        .contains("<h3>Heights of images</h3><p>100 to 400 pixels, ");
    assertThat(SmallDataset.validator("1", "2").maxViolations(1).build().validate().toHtml())
        .contains("<h2>The first 1</h2>");
  }

  @Test
  void htmlShowsHistograms() throws IOException {
    assertThat(report().toHtml())
        .contains("<h3>Widths of images</h3><p>200 to 300 pixels, 267 on average</p>")
        .contains("<div>1<i style=\"height:55px\"></i><small>≤255</small></div>")
        .contains("<div>2<i style=\"height:110px\"></i><small>≤512</small></div>")
        .contains("<div><i style=\"height:0px\"></i><small>≤1k</small></div>")
        .contains("<small>≤1536</small></div>", "<small>&gt;4k</small></div>")
        .contains("<small>≤16k</small></div>", "<small>≤1M</small></div>", "<small>&gt;25M</small>")
        .contains("<p>JPEG: 1</p><p>PNG: 2</p>");
    assertThat(SmallDataset.validator(line("a", "a")).build().validate().toHtml())
        .contains("<h3>Widths of images</h3><p>none</p></div>");
  }

  @Test
  void showsThumbnailsOfImagesWithViolations() throws IOException {
    String html = report().toHtml(LocalObjectStore.of("images", folder));
    Matcher image = Pattern.compile("src=\"data:image/(png|jpeg);base64,([^\"]+)\"").matcher(html);

    assertThat(image.find()).isTrue();
    byte[] bytes = Base64.getDecoder().decode(image.group(2));
    assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getWidth()).isEqualTo(128);
    assertThat(image.find()).isFalse();
  }

  @Test
  void escapesControlCharactersAndUnpairedSurrogates() {
    assertThat(Html.escaped("a<b>&\"'\u0000\u202E\uD800é\uD83D\uDE00"))
        .isEqualTo("a&lt;b&gt;&amp;&quot;&#39;\uFFFD\uFFFD\uFFFDé\uD83D\uDE00");
  }

  @Test
  void orThrowReturnsValidReport() {
    DatasetReport report = SmallDataset.validator(line("a", "a")).build().validate();

    assertThat(report.orThrow()).isSameAs(report);
    assertThat(report.truncated()).isFalse();
    assertThat(report.toHtml()).contains("The dataset is valid");
    assertThat(report)
        .hasToString(
            "DatasetReport[1 training and 1 validation records, 0 images, 0 errors, 0 warnings]");
    Histogram captions = report.statistics().captionCharacters();
    assertThat(captions.count()).isEqualTo(2);
    assertThat(captions.min()).isEqualTo(1);
    assertThat(captions.mean()).isEqualTo(7.5);
    assertThat(captions).isNotEqualTo(report.statistics().captionTokens());
    assertThat(captions.counts()).hasSize(captions.bounds().size() + 1);
  }
}
