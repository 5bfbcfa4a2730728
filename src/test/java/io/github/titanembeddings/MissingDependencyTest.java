package io.github.titanembeddings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of classes whose optional dependency is missing. */
class MissingDependencyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "io.github.titanembeddings.testing.TitanStub, start, wiremock, org.wiremock:wiremock-standalone",
    "io.github.titanembeddings.storage.S3ObjectStore, create, /s3/, software.amazon.awssdk:s3",
    "io.github.titanembeddings.finetune.FineTuningClient, create, /awssdk/bedrock/,"
        + " software.amazon.awssdk:bedrock",
    "io.github.titanembeddings.batch.BatchInferenceClient, create, /awssdk/bedrock/,"
        + " software.amazon.awssdk:bedrock",
    "io.github.titanembeddings.batch.BatchInferenceAsyncClient, create, /awssdk/bedrock/,"
        + " software.amazon.awssdk:bedrock",
  })
  void namesTheMissingDependency(String className, String method, String jar, String artifact)
      throws Exception {
    try (URLClassLoader loader = classPathWithout(jar)) {
      Class<?> type = loader.loadClass(className);
      MethodHandle make =
          MethodHandles.publicLookup().findStatic(type, method, MethodType.methodType(type));

      IllegalStateException failure = assertThrows(IllegalStateException.class, make::invoke);
      assertThat(failure).hasMessageContaining("needs " + artifact + " on the class path");
    }
  }

  @Test
  void clientNeedsNoOptionalDependency() throws Exception {
    try (URLClassLoader loader =
        classPathWithout("wiremock", "/s3/", "/awssdk/bedrock/", "sqlite-jdbc")) {
      Class<?> type = loader.loadClass("io.github.titanembeddings.TitanEmbeddingsClient");

      assertThat(type.getMethod("builder").invoke(null)).isNotNull();
    }
  }

  @Test
  void stubRepliesNeedNoWireMock() throws Throwable {
    try (URLClassLoader loader = classPathWithout("wiremock")) {
      Class<?> stub = loader.loadClass("io.github.titanembeddings.testing.TitanStub");
      Class<?> call = loader.loadClass("io.github.titanembeddings.transport.InvokeCall");
      Class<?> reply = loader.loadClass("io.github.titanembeddings.transport.InvokeReply");
      Class<?> model = loader.loadClass("io.github.titanembeddings.model.ModelId");
      MethodHandle replyTo =
          MethodHandles.publicLookup()
              .findStatic(stub, "reply", MethodType.methodType(reply, call));
      byte[] body =
          "{\"inputText\":\"shoe\",\"embeddingConfig\":{\"outputEmbeddingLength\":256}}"
              .getBytes(UTF_8);
      Object onDemand = model.getMethod("onDemand").invoke(null);
      Object shoe = call.getMethod("of", model, byte[].class).invoke(null, onDemand, body);

      byte[] json = (byte[]) reply.getMethod("body").invoke(replyTo.invoke(shoe));
      assertThat(new String(json, UTF_8).split(",")).hasSize(256 + 1);
    }
  }

  @Test
  void journalNamesTheMissingDependency() throws Exception {
    try (URLClassLoader loader = classPathWithout("sqlite-jdbc")) {
      Class<?> journal = loader.loadClass("io.github.titanembeddings.bulk.Journal");
      Class<?> model = loader.loadClass("io.github.titanembeddings.model.ModelId");
      Object onDemand = model.getMethod("onDemand").invoke(null);
      MethodHandle open =
          MethodHandles.publicLookup()
              .findStatic(journal, "open", MethodType.methodType(journal, Path.class, model));

      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class, () -> open.invoke(folder.resolve("a"), onDemand));
      assertThat(failure).hasMessageContaining("needs org.xerial:sqlite-jdbc on the class path");
      assertThat(folder).isEmptyDirectory();
    }
  }

  private static URLClassLoader classPathWithout(String... jars) {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    Arrays.stream(jars).noneMatch(entry.replace(File.separatorChar, '/')::contains))
            .map(MissingDependencyTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
