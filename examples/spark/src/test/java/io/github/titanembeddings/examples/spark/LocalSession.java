package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.testing.TitanStub;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A session with executors in this JVM and a stub, for the tests of a class. */
@Timeout(120)
abstract class LocalSession {
  static SparkSession spark;
  static TitanStub stub;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    stub = TitanStub.start();
    spark =
        Cluster.session("local[2,3]")
            // For a few rows, compiling expressions takes longer than interpreting them.
            .config("spark.sql.codegen.wholeStage", false)
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config(TitanPlugin.REQUESTS_PER_MINUTE, 60_000)
            .config(TitanPlugin.PER_IMAGE, 0.5)
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
    stub.close();
  }

  @AfterEach
  void reset() {
    stub.reset();
  }
}
