package io.github.titanembeddings.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the code samples of the public Javadoc, each as the body of a method. */
class JavadocCodeTest {

  /** The declarations that the samples rely on. */
  private static final String VARIABLES =
      """
      TitanEmbeddingsAsyncClient asyncTitan;
      FineTuningClient tuning;
      BatchInferenceClient batch;
      BatchInferenceRequest batchRequest;
      ProvisionedThroughputClient throughputs;
      FineTuningJob job;
      RetrievalEvaluation evaluation;
      DatasetValidator validator;
      DatasetReport report;
      ObjectStore store;
      ObjectStore s3;
      TitanStub stub;
      VectorSource vectors;
      List<Embedding> sample;
      Embedding embedding;
      Embedding query;
      BulkOptions options;
      BulkOutcome outcome;
      Journal journal;
      List<BulkItem> items;
      ModelId tunedModel;
      Path file;
      BigDecimal perThousandTokens;
      BigDecimal perImage;
      String arn;
      String text;
      byte[] png;
      Metrics metrics;
      Upload servletRequest;
      Iam iam;

      interface Metrics {
        void record(String name, Duration elapsed, int attempts);
      }

      interface Upload {
        InputStream getInputStream();
      }

      interface Iam {
        void createRole(Consumer<Role> role);
      }

      interface Role {
        Role roleName(String name);

        Role assumeRolePolicyDocument(String policy);
      }

      abstract boolean store(Object embedding);

      abstract boolean store(String key, Embedding embedding);

      abstract boolean report(Object failed);

      abstract boolean report(String key, Exception failure);

      abstract List<VectorIndex.Hit> nearest(
          List<BinaryEmbedding> all, BinaryEmbedding query, int count);

      """;

  private static final List<String> SAMPLED =
      List.of(
          "BatchInferenceClient",
          "BatchInferenceRequest",
          "BatchJob",
          "BatchListener",
          "BinaryEmbedding",
          "BulkEmbedder",
          "BulkItem",
          "BulkListener",
          "BulkOptions",
          "BulkRun",
          "CaptionedImage",
          "ClientBuilder",
          "ContentCheck",
          "DatasetValidator",
          "EmbeddingListener",
          "EmbeddingResponse",
          "Estimate",
          "FineTuningClient",
          "FineTuningJob",
          "ImageFit",
          "Int8Embedding",
          "InvokeReply",
          "Journal",
          "JournalException",
          "Limits",
          "ObjectStore",
          "ProvisionedThroughput",
          "Quantizer",
          "Quota",
          "ResultWriter",
          "RetrievalComparison",
          "RetrievalEvaluation",
          "RetrievalReport",
          "S3ObjectStore",
          "S3Uri",
          "SeparateEmbeddings",
          "ServiceException",
          "ServiceRole",
          "StorageException",
          "StubControlPlane",
          "TextOverflow",
          "TextPair",
          "TitanEmbeddingsAsyncClient",
          "TitanEmbeddingsClient",
          "TitanStub",
          "TooFewRecords",
          "TrainingExample",
          "VectorIndex",
          "VectorSource");

  private static final Pattern SAMPLE =
      Pattern.compile("<pre>\\{@code\\R(.*?)\\}</pre>", Pattern.DOTALL);

  @TempDir Path output;

  @Test
  void compilesEverySample() throws IOException {
    Map<String, String> samples = samples();
    assertThat(samples).containsKeys(SAMPLED.toArray(String[]::new));
    assertThat(errors(samples)).isEmpty();
  }

  @Test
  void reportsASampleThatDoesNotCompile() throws IOException {
    assertThat(errors(Map.of("Quota", sample(Path.of("Quota.java"), "titan.embedAll();"))))
        .contains("QuotaSample.java", "cannot find symbol");
  }

  /** Returns the source of each sample by the name of its type. */
  private static Map<String, String> samples() throws IOException {
    Map<String, String> samples = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file :
          (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
        Matcher sample = SAMPLE.matcher(Files.readString(file));
        if (sample.find()) {
          String code = sample.group(1).replaceAll("(?m)^ *\\* ?", "");
          samples.put(type(file), sample(file, code));
        }
      }
    }
    return samples;
  }

  private static String sample(Path file, String code) throws IOException {
    String path = file.toString().replace('\\', '/');
    String titan = path.contains("/bulk/") ? "TitanEmbeddingsAsyncClient" : "TitanEmbeddingsClient";
    String request =
        path.contains("Throughput")
            ? "ProvisionedThroughputRequest"
            : path.contains("/finetune/") ? "FineTuningRequest" : "EmbeddingRequest";
    return ReadmeCodeTest.imports()
        + "import java.io.InputStream;\n"
        + "import java.math.BigDecimal;\n"
        + "import java.util.function.Consumer;\n"
        + "import java.util.function.Function;\n"
        + "import software.amazon.awssdk.regions.Region;\n"
        + ("abstract class " + type(file) + "Sample {\n")
        + VARIABLES
        + (titan + " titan;\n" + request + " request;\n")
        + ("void run() throws Exception {\n" + code + "}}");
  }

  private static String type(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private String errors(Map<String, String> samples) {
    List<JavaFileObject> files = new ArrayList<>();
    samples.forEach(
        (type, source) ->
            files.add(
                new SimpleJavaFileObject(
                    URI.create("string:///" + type + "Sample.java"), JavaFileObject.Kind.SOURCE) {
                  @Override
                  public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return source;
                  }
                }));
    StringWriter errors = new StringWriter();
    ToolProvider.getSystemJavaCompiler()
        .getTask(
            errors,
            null,
            null,
            List.of("-d", output.toString(), "-proc:none", "-nowarn"),
            null,
            files)
        .call();
    return errors.toString();
  }
}
