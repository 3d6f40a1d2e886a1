# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DINPUT=a.sql -DOUTPUT=a.cpp -P embed_text.cmake: the SQL file as a C++ constant.
file(READ "${INPUT}" text)
file(
  WRITE "${OUTPUT}"
  "#include \"store/run_file.h\"\n"
  "namespace folioscope::store {\n"
  "const char* const kSchemaSql = R\"sql(${text})sql\";\n"
  "}  // namespace folioscope::store\n")
