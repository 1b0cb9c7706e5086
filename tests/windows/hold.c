/* Opens a file and shares it with nobody, as some editors, backups and virus checkers do: hold.exe FILE MILLISECONDS. */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

int main(int count, char **words) {
    if (count != 3) return 2;
    HANDLE held = CreateFileA(words[1], GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (held == INVALID_HANDLE_VALUE) return 1;
    puts("held");
    fflush(stdout);
    Sleep((DWORD)atoi(words[2]));
    return CloseHandle(held) ? 0 : 1;
}
