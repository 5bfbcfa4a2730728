package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.codes;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.messages;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.validation.Violation.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Encodings, spellings and secrets in manifests. */
class ManifestFormTest {
  @TempDir private Path folder;

  private Path resource(String name) throws IOException {
    try (InputStream in = ManifestFormTest.class.getResourceAsStream(name)) {
      Path file = folder.resolve(name);
      Files.write(file, in.readAllBytes());
      return file;
    }
  }

  private static DatasetReport report(DatasetManifest training) {
    return SmallDataset.validator().training(training).build().validate();
  }

  @Test
  void warnsOfByteOrderMark() throws IOException {
    Path file = resource("bom.jsonl");
    DatasetReport report = report(DatasetManifest.of(file));
    assertThat(report.isValid()).isTrue();
    assertThat(report.counts(Severity.WARNING)).containsExactly(entry("line.byte-order-mark"));
    assertThat(messages(report)).singleElement().asString().contains("bom.jsonl line 1");
    LocalObjectStore store = LocalObjectStore.of("sets", folder);
    assertThat(report(DatasetManifest.fromS3(store, "s3://sets/bom.jsonl")).isValid()).isTrue();

    RepairResult repaired =
        DatasetRepair.builder(
                DatasetValidator.builder()
                    .training(DatasetManifest.of(file))
                    .limits(SmallDataset.SMALL)
                    .build())
            .build()
            .repair(folder.resolve("out"));
    assertThat(repaired.report().counts(Severity.WARNING)).isEmpty();
  }

  private static java.util.Map.Entry<String, Long> entry(String code) {
    return java.util.Map.entry(code, 1L);
  }

  @Test
  void reportsByteOrderMarkWithinFile() {
    DatasetReport report =
        SmallDataset.validator(line("a", "a"), "\uFEFF" + line("b", "b")).build().validate();
    assertThat(messages(report))
        .singleElement()
        .asString()
        .contains("line 2: a byte order mark within the file", "line.not-json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-16", "UTF-32LE", "UTF-32BE"})
  void reportsUtf16AndUtf32(String encoding) {
    for (String mark : List.of("", "\uFEFF")) {
      byte[] text =
          (mark + line("a", "a") + "\n" + line("b", "b")).getBytes(Charset.forName(encoding));
      DatasetReport report =
          report(DatasetManifest.of("train.jsonl", new ByteArrayInputStream(text)));
      assertThat(codes(report)).containsExactly("file.not-utf8");
      assertThat(messages(report).get(0)).contains(encoding.substring(0, 6) + " text");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "image_ref, caption, image-ref",
    "imageRef, caption, image-ref",
    "Image-Ref, caption, image-ref",
    "source-ref, caption, image-ref",
    "image-ref, text, caption",
    "image-ref, Label, caption",
    "image-ref, Caption, caption"
  })
  void suggestsCorrectAttributeName(String imageRef, String caption, String meant) {
    String given = meant.equals("caption") ? caption : imageRef;
    DatasetReport report =
        SmallDataset.validator(
                "{\"" + imageRef + "\": \"s3://images/a\", \"" + caption + "\": \"a shoe\"}")
            .build()
            .validate();
    assertThat(messages(report))
        .anyMatch(
            text -> text.contains("no " + meant + ", but \"" + given + "\"; rename \"" + given))
        .anyMatch(text -> text.contains("rename it to " + meant));
  }

  @Test
  void suggestsNothingIfTheAttributeExists() {
    DatasetReport report =
        SmallDataset.validator("{\"image-ref\":\"s3://images/a\",\"caption\":\"a\",\"label\":7}")
            .build()
            .validate();
    assertThat(messages(report)).singleElement().asString().doesNotContain("rename");
  }

  @Test
  void hidesSecretsInImageRef() throws IOException {
    Path file = resource("secret-in-ref.jsonl");
    Files.writeString(
        file,
        Files.readString(file)
            + "{\"image-ref\":\"s3://images/k?X-Amz-Credential=AKIA/2026/s3/x&X-Amz-Signature=s3cr3t\","
            + "\"caption\":\"see https://u:pa55word@h/\"}\n"
            + "{\"image-ref\":\"s3://AKIA:pa55word@bucket/k\",\"caption\":\"y\"}\n");
    List<String> heard = new ArrayList<>();
    LocalObjectStore images = LocalObjectStore.of("images", folder.resolve("images"));
    DatasetReport report =
        SmallDataset.validator()
            .training(DatasetManifest.of(file))
            .images(images)
            .allowedPrefixes("s3://elsewhere/")
            .build()
            .validate(progress -> heard.add(progress.toString()));
    RepairResult repaired =
        DatasetRepair.builder(
                DatasetValidator.builder()
                    .training(DatasetManifest.of(file))
                    .images(images)
                    .limits(SmallDataset.SMALL)
                    .build())
            .build()
            .repair(folder.resolve("out"));
    try (ManifestReader lines = DatasetManifest.of(file).open()) {
      heard.add(lines.stream().map(line -> line + " " + line.example()).toList().toString());
    }

    assertThat(report.counts(Severity.ERROR)).containsEntry("image-ref.not-s3-uri", 2L);
    assertThat(
            Stream.of(
                report.toText(),
                report.toHtml(),
                report.toHtml(images),
                report.found().toString(),
                Files.readString(repaired.dropped()),
                heard.toString()))
        .allSatisfy(text -> assertThat(text).doesNotContain("s3cr3t", "pa55word", "AKIA"));
    assertThat(report.toText()).contains("https://…@shop.example/1.png?…");
  }

  @Test
  void hidesSecretsInOtherUris() {
    LocalObjectStore store = LocalObjectStore.of("images", folder);
    String signed = "s3://images/k?X-Amz-Signature=s3cr3t";
    assertThat(ImageInput.fromS3(store, signed).toString()).doesNotContain("s3cr3t");
    assertThatThrownBy(() -> ImageInput.fromS3(store, signed).probe())
        .isInstanceOf(InvalidRequestException.class)
        .message()
        .doesNotContain("s3cr3t");
    assertThat(new StorageException(StorageException.Kind.FAILED, S3Uri.of(signed), "x", null))
        .message()
        .doesNotContain("s3cr3t");
    DatasetReport report =
        DatasetValidator.builder()
            .training(DatasetManifest.fromS3(store, signed))
            .build()
            .validate();
    assertThat(report.toText() + report.toHtml() + report.trainingLocation())
        .doesNotContain("s3cr3t");
    for (String uri : List.of("https://u:s3cr3t@h/a?b=s3cr3t", "s3://AKIA:s3cr3t@images/k")) {
      assertThatThrownBy(() -> S3Uri.of(uri))
          .isInstanceOf(InvalidRequestException.class)
          .message()
          .doesNotContain("s3cr3t");
      assertThatThrownBy(() -> ImageInput.fromS3(store, uri).probe())
          .message()
          .doesNotContain("s3cr3t");
      assertThat(DatasetManifest.of(uri, InputStream.nullInputStream()).location())
          .doesNotContain("s3cr3t");
    }
  }

  @Test
  void iteratesAndStreamsLines() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream text =
        new ByteArrayInputStream((line("a", "A") + "\n\n" + line("b", "B")).getBytes(UTF_8)) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    List<Long> numbers = new ArrayList<>();
    try (ManifestReader reader = DatasetManifest.of("train.jsonl", text).open()) {
      for (ManifestLine line : reader) {
        numbers.add(line.number());
        if (line.number() == 2) {
          break;
        }
      }
      try (Stream<ManifestLine> rest = reader.stream()) {
        rest.forEach(line -> numbers.add(line.number()));
      }
      assertThat(closed).isTrue();
    }
    assertThat(numbers).containsExactly(1L, 2L, 3L);
  }
}
