package io.github.titanembeddings.finetune.dataset.internal.repair;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetListener;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.DatasetRepair.Settings;
import io.github.titanembeddings.finetune.dataset.DatasetReport;
import io.github.titanembeddings.finetune.dataset.DatasetRole;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.ManifestReader;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.RepairResult;
import io.github.titanembeddings.finetune.dataset.RepairResult.MendedFiles;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.finetune.dataset.internal.images.OrderedExecutor;
import io.github.titanembeddings.internal.files.FileSet;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run of a mender. */
public final class RepairRun {
  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

  private static final String TRAINING = "train.jsonl";
  private static final String VALIDATION = "validation.jsonl";
  private static final String DROPPED = "dropped.jsonl";

  private final Settings settings;
  private final Path folder;
  private final MendedFiles files;
  private final Map<DatasetRole, Long> dropped = new EnumMap<>(DatasetRole.class);
  private long mendedCaptions;

  public RepairRun(Settings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
    this.files =
        new MendedFiles(
            folder.resolve(TRAINING),
            settings.validation() == null ? null : folder.resolve(VALIDATION),
            folder.resolve(DROPPED));
  }

  public RepairResult run(DatasetListener listener) throws IOException {
    refuseToOverwrite();
    LineFindings findings = new LineFindings(settings.droppedWarnings(), listener);
    DatasetReport before =
        settings.validator(settings.training(), settings.validation()).validate(findings);
    return write(findings, before);
  }

  private void refuseToOverwrite() throws IOException {
    for (Path target : new Path[] {files.training(), files.validation(), files.dropped()}) {
      for (DatasetManifest original :
          new DatasetManifest[] {settings.training(), settings.validation()}) {
        if (target != null && original != null && original.isIn(target)) {
          throw new InvalidRequestException(
              Violation.error(target.toString(), ViolationCodes.FILE_IN_USE)
                  .actual("the same file as the manifest " + original.location())
                  .remedy("write the repaired set to another folder")
                  .build());
        }
      }
    }
  }

  /** Writes and checks all files in a temporary folder, then puts them in place together. */
  private RepairResult write(LineFindings findings, DatasetReport before) throws IOException {
    try (FileSet set = FileSet.in(folder, List.of(DROPPED, VALIDATION, TRAINING))) {
      ImageCopies copies = new ImageCopies(settings);
      LineRepair lines = new LineRepair(settings, findings, copies);
      DatasetManifest validation = settings.validation();
      try (DroppedLineWriter reasons =
          new DroppedLineWriter(Files.newOutputStream(set.file(DROPPED)))) {
        write(DatasetRole.TRAINING, settings.training(), set.file(TRAINING), lines, reasons);
        if (validation != null) {
          write(DatasetRole.VALIDATION, validation, set.file(VALIDATION), lines, reasons);
        }
      }
      DatasetReport after =
          settings
              .validator(
                  DatasetManifest.staged(set.file(TRAINING), files.training()),
                  files.validation() == null
                      ? null
                      : DatasetManifest.staged(set.file(VALIDATION), files.validation()))
              .validate();
      set.publish();
      return new RepairResult(files, dropped, copies.count(), mendedCaptions, before, after);
    }
  }

  private void write(
      DatasetRole role,
      DatasetManifest manifest,
      Path target,
      LineRepair mending,
      DroppedLineWriter reasons)
      throws IOException {
    try (ManifestWriter writer = ManifestWriter.to(target);
        ManifestReader reader = manifest.open(settings.limits(), manifest.name());
        OrderedExecutor<RepairedLine> lines =
            new OrderedExecutor<>(AT_ONCE, line -> write(role, manifest, line, writer, reasons))) {
      while (reader.hasNext()) {
        ManifestLine line = reader.next();
        if (!line.isBlank()) {
          CompletableFuture<RepairedLine> mended = mending.mend(role, manifest.name(), line, lines);
          lines.add(mended);
        }
      }
      lines.finish();
    } catch (UncheckedIOException e) {
      throw new IOException(e.getCause());
    }
  }

  private void write(
      DatasetRole role,
      DatasetManifest manifest,
      RepairedLine line,
      ManifestWriter writer,
      DroppedLineWriter reasons) {
    try {
      TrainingExample changed = line.changed();
      if (!line.problems().isEmpty()) {
        reasons.write(manifest.name(), line.original().number(), line.problems());
        dropped.merge(role, 1L, Long::sum);
      } else if (changed == null) {
        writer.write(line.original());
      } else {
        writer.write(changed);
      }
      mendedCaptions += line.hasNewCaption() ? 1 : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
