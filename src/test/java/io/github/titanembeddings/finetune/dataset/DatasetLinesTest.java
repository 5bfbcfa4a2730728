package io.github.titanembeddings.finetune.dataset;

import static io.github.titanembeddings.finetune.dataset.SmallDataset.codes;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.line;
import static io.github.titanembeddings.finetune.dataset.SmallDataset.validator;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.Violation.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks of lines and captions. */
class DatasetLinesTest {
  private static final String REF = "'image-ref': 's3://images/a.png'";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{"
            + REF
            + "           | ERROR   | line.not-json            | train.jsonl line 1            |"
            + " one JSON object",
        "{"
            + REF
            + "} {}       | ERROR   | line.not-json            | train.jsonl line 1            |"
            + " more text after ",
        "5 x                    | ERROR   | line.not-json            | train.jsonl line 1          "
            + "  | invalid JSON at column 3",
        "['a']                  | ERROR   | line.not-object          | train.jsonl line 1          "
            + "  | an array",
        "'a'                    | ERROR   | line.not-object          | train.jsonl line 1          "
            + "  | a string",
        "5                      | ERROR   | line.not-object          | train.jsonl line 1          "
            + "  | a number",
        "null                   | ERROR   | line.not-object          | train.jsonl line 1          "
            + "  | null",
        "{"
            + REF
            + ",'caption':'a','caption':'b'} | ERROR | line.duplicate-attribute | train.jsonl line"
            + " 1 | more than once",
        "{"
            + REF
            + ",'caption':'a','x':1}         | WARNING | line.unknown-attribute | train.jsonl line"
            + " 1 | the attribute `x`",
        "{"
            + REF
            + "}          | ERROR   | caption.missing          | train.jsonl line 1: caption   |"
            + " auto-captioning is not supported",
        "{"
            + REF
            + ",'caption':null} | ERROR | caption.wrong-type   | train.jsonl line 1: caption   |"
            + " null",
        "{"
            + REF
            + ",'caption':7}    | ERROR | caption.wrong-type   | train.jsonl line 1: caption   | a"
            + " number",
        "{"
            + REF
            + ",'caption':''}   | WARNING | caption.blank      | train.jsonl line 1: caption   |"
            + " the caption is blank",
        "{"
            + REF
            + ",'caption':'  '} | WARNING | caption.blank      | train.jsonl line 1: caption   |"
            + " the caption is blank",
        "{"
            + REF
            + ",'caption':'a\\u0007b'} | WARNING | caption.control-characters | train.jsonl line 1:"
            + " caption | U+0007 at index 1",
        "{"
            + REF
            + ",'caption':'a\\ud800'}  | ERROR | caption.lone-surrogate | train.jsonl line 1:"
            + " caption | index 1",
        "{'caption':'a'}                     | ERROR | image-ref.missing  | train.jsonl line 1:"
            + " image-ref | no image-ref",
        "{'caption':'a','image-ref':['x']}   | ERROR | image-ref.wrong-type | train.jsonl line 1:"
            + " image-ref | an array",
        "{'caption':'a','image-ref':true}    | ERROR | image-ref.wrong-type | train.jsonl line 1:"
            + " image-ref | a boolean",
        "{'caption':'a','image-ref':'a.png'} | ERROR | image-ref.not-s3-uri | train.jsonl line 1:"
            + " image-ref | `a.png`",
        "{'caption':'a','image-ref':'https://x/y'} | ERROR | image-ref.not-s3-uri | train.jsonl"
            + " line 1: image-ref | s3://bucket/key",
        "{'caption':'a','image-ref':'s3://images'}  | ERROR | image-ref.not-s3-uri | train.jsonl"
            + " line 1: image-ref | 1 to 1,024 bytes",
        "{'caption':'a','image-ref':'s3://images/'} | ERROR | image-ref.not-s3-uri | train.jsonl"
            + " line 1: image-ref | 1 to 1,024 bytes",
        "{'caption':'a','image-ref':'s3://UP/a'}      | ERROR | image-ref.not-s3-uri | train.jsonl"
            + " line 1: image-ref | lower-case"
      })
  void reportsInvalidLines(String line, Severity severity, String code, String path, String part) {
    DatasetReport report = validator(line.replace('\'', '"')).build().validate();

    assertThat(report.violations()).hasSize(1);
    Violation violation = report.violations().get(0);
    assertThat(violation.code()).isEqualTo(code);
    assertThat(violation.severity()).isEqualTo(severity);
    assertThat(violation.path()).isEqualTo(path);
    assertThat(violation.message()).contains(part.replace('`', '"'));
    assertThat(violation.actual()).isNotEmpty();
    assertThat(violation.remedy()).isNotEmpty();
    assertThat(report.isValid()).isEqualTo(severity == Severity.WARNING);
    assertThat(report.counts(severity)).containsOnlyKeys(code).containsEntry(code, 1L);
  }

  @ParameterizedTest
  @CsvSource({
    "2559, true",
    "2560, true",
    "2561, false",
  })
  void limitsCodePointsOfCaption(int codePoints, boolean allowed) {
    String words =
        "\uD83D\uDE00".repeat(codePoints % 20)
            + (" " + "\uD83D\uDE00".repeat(19)).repeat(codePoints / 20);
    assertThat(words.codePointCount(0, words.length())).isEqualTo(codePoints);

    DatasetReport report = validator(line("a.png", words)).build().validate();
    assertThat(codes(report).contains("caption.too-long")).isNotEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"128, 0, 0", "129, 0, 1", "200, 0, 1"})
  void reportsMoreWordsThanTokensAllowed(int words, int warnings, int errors) {
    DatasetReport report = validator(line("a.png", "a ".repeat(words))).build().validate();

    assertThat(report.counts(Severity.ERROR).getOrDefault("caption.too-many-tokens", 0L))
        .isEqualTo(errors);
    assertThat(report.count(Severity.WARNING)).isEqualTo(warnings);
  }

  @ParameterizedTest
  @CsvSource({"601, false", "602, true"})
  void warnsOfProbablyTooManyTokens(int characters, boolean warned) {
    String words = ("a".repeat(19) + " ").repeat(40).substring(0, characters);
    DatasetReport report = validator(line("a.png", words)).build().validate();

    assertThat(report.isValid()).isTrue();
    assertThat(codes(report).contains("caption.probably-too-many-tokens")).isEqualTo(warned);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u00a0", "\\u200b \\ufeff", "\\u3000\\u2028", "\\u0007\\t"})
  void treatsInvisibleCaptionAsBlank(String caption) {
    DatasetReport report = validator(line("a.png", caption)).build().validate();

    assertThat(codes(report)).contains("caption.blank");
    assertThat(report.isValid()).isTrue();
  }

  @Test
  void acceptsCaptionOfLongWords() {
    String caption = ("a".repeat(21) + " ").repeat(26);
    DatasetReport report = validator(line("a.png", caption)).build().validate();

    assertThat(report.isValid()).isTrue();
    assertThat(codes(report)).doesNotContain("caption.too-many-tokens");
  }

  @Test
  void limitsKeyTo1024Bytes() {
    assertThat(codes(validator(line("a".repeat(1024), "a")).build().validate())).isEmpty();
    assertThat(codes(validator(line("a".repeat(1025), "a")).build().validate()))
        .containsExactly("image-ref.not-s3-uri");
  }

  @Test
  void reportsImagesOutsideAllowedPrefixes() {
    DatasetReport report =
        validator(line("train/a.png", "a"), line("training/b.png", "b"), line("val/c.png", "c"))
            .validation(SmallDataset.manifest("validation.jsonl", line("val/d.png", "d")))
            .allowedPrefixes("s3://images/train", "s3://images/val/")
            .build()
            .validate();

    assertThat(report.found())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.violation().code()).isEqualTo("image-ref.outside-prefixes");
              assertThat(found.violation().limit()).contains("s3://images/train/ or");
              assertThat(found.line()).isEqualTo(2);
              assertThat(found.imageRef()).isEqualTo("s3://images/training/b.png");
            });
  }

  @Test
  void doesNotCountBlankLinesAsRecords() {
    DatasetReport report =
        validator("", line("a.png", "a"), "  \t", line("b.png", "b"), "").build().validate();

    assertThat(report.statistics().trainingRecords()).isEqualTo(2);
    assertThat(report.counts(Severity.WARNING)).containsEntry("line.blank", 3L);
    assertThat(report.isValid()).isTrue();
  }
}
